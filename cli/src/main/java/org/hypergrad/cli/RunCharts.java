package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hypergrad.solvers.TracePoint;

/** The curves of one or several runs over their solver time. */
final class RunCharts {

  private static final String SECONDS = "solver time in seconds";

  private final List<Conducted> runs;

  /** Charts of runs, which get their colours in this order. */
  RunCharts(List<Conducted> runs) {
    this.runs = List.copyOf(runs);
  }

  /** All charts, each with its heading. */
  String html() {
    double lowest = runs.stream().mapToDouble(Conducted::lowest).min().orElse(0);
    StringBuilder html = new StringBuilder("<div class=\"charts\">\n");
    figure(
        html,
        "Validation loss h",
        "exact: the weights are refitted at every point shown",
        chart("h", TracePoint::h).logarithmic());
    figure(
        html,
        "h above the lowest h seen",
        "the lowest of this page, %.9g; not a proven optimum".formatted(lowest),
        chart("h − lowest", point -> point.h() - lowest).logarithmic());
    figure(
        html,
        "Projected ‖∇h‖",
        "0 where no x wants to move inside the box",
        chart("projected ‖∇h‖", TracePoint::projectedNorm).logarithmic());
    figure(
        html,
        "Classification error in %",
        hasTest() ? "validation rows solid, test rows dashed" : "on the validation rows",
        errors().linear());
    return html.append("</div>\n").toString();
  }

  private static void figure(StringBuilder html, String title, String note, String chart) {
    html.append(
        "<figure><h3>%s</h3><p class=\"note\">%s</p>\n%s</figure>\n"
            .formatted(Html.escape(title), Html.escape(note), chart));
  }

  private boolean hasTest() {
    return runs.stream().flatMap(run -> run.testErrors().stream()).anyMatch(Double::isFinite);
  }

  private Chart chart(String quantity, ToDoubleFunction<TracePoint> value) {
    Chart chart = new Chart(quantity, SECONDS);
    for (int k = 0; k < runs.size(); k++) {
      Conducted run = runs.get(k);
      List<Chart.Point> points = new ArrayList<>();
      for (TracePoint point : run.outcome().trace()) {
        points.add(point(run.solver(), point, value.applyAsDouble(point), "%s = %.6g", quantity));
      }
      chart.add(new Chart.Line("s" + k, points));
    }
    return chart;
  }

  private Chart errors() {
    Chart chart = new Chart("classification error in percent", SECONDS);
    for (int k = 0; k < runs.size(); k++) {
      Conducted run = runs.get(k);
      List<Chart.Point> validation = new ArrayList<>();
      List<Chart.Point> test = new ArrayList<>();
      for (int i = 0; i < run.outcome().trace().size(); i++) {
        TracePoint point = run.outcome().trace().get(i);
        validation.add(
            point(run.solver(), point, 100 * point.outerError(), "%s %.2f %%", "validation error"));
        test.add(
            point(run.solver(), point, 100 * run.testErrors().get(i), "%s %.2f %%", "test error"));
      }
      chart.add(new Chart.Line("s" + k, validation));
      chart.add(new Chart.Line("s" + k + " dashed", test));
    }
    return chart;
  }

  private static Chart.Point point(
      String solver, TracePoint point, double y, String format, String quantity) {
    return new Chart.Point(
        point.seconds(), y, Chart.hint(solver, point.seconds(), format.formatted(quantity, y)));
  }

  /** The numbers behind the curves. */
  String numbers() {
    StringBuilder html = new StringBuilder("<details><summary>The numbers</summary>\n");
    html.append("<table class=\"numbers\"><tr><th>solver<th>seconds<th>iterations<th>samples<th>h");
    html.append("<th>‖∇h‖<th>projected ‖∇h‖<th>validation error<th>test error</tr>\n");
    for (Conducted run : runs) {
      for (int i = 0; i < run.outcome().trace().size(); i++) {
        TracePoint point = run.outcome().trace().get(i);
        html.append(
            "<tr><td>%s<td>%.4f<td>%,d<td>%,d<td>%.9f<td>%.3e<td>%.3e<td>%s<td>%s</tr>\n"
                .formatted(
                    Html.escape(run.solver()),
                    point.seconds(),
                    point.iterations(),
                    point.samples(),
                    point.h(),
                    point.hypergradientNorm(),
                    point.projectedNorm(),
                    Summary.percent(point.outerError()),
                    Summary.percent(run.testErrors().get(i))));
      }
    }
    return html.append("</table></details>\n").toString();
  }
}
