package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.hypergrad.kernels.Choice;
import org.hypergrad.solvers.TracePoint;

/** What the demonstration shows of its runs, as a table of text and as a page. */
final class DemoReport {

  private static final List<String> HEADINGS =
      List.of("solver", "time", "validation loss", "test error", "projected ‖∇h‖", "backend");

  private final DemoData data;
  private final Choice choice;
  private final List<Conducted> runs;

  DemoReport(DemoData data, Choice choice, List<Conducted> runs) {
    this.data = data;
    this.choice = choice;
    this.runs = List.copyOf(runs);
  }

  /** The run that ended lowest. */
  Conducted best() {
    return runs.stream().min(Comparator.comparingDouble(run -> run.evaluation().h())).orElseThrow();
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    for (Conducted run : runs) {
      TracePoint start = run.start();
      rows.add(
          List.of(
              run.divergence() == null ? run.solver() : run.solver() + " (diverged)",
              "%.2f s".formatted(run.outcome().seconds()),
              "%.6f → %.6f".formatted(start.h(), run.evaluation().h()),
              "%s → %s"
                  .formatted(
                      Summary.percent(run.testErrors().getFirst()),
                      Summary.percent(run.testError())),
              "%.1e → %.1e".formatted(start.projectedNorm(), run.evaluation().projectedNorm()),
              choice.toString()));
    }
    return rows;
  }

  /** The table as text, its columns aligned. */
  String table() {
    List<List<String>> rows = rows();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
        boolean last = column == row.size() - 1;
        text.append(last ? row.get(column) : ("%-" + width + "s   ").formatted(row.get(column)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** The page. */
  String html(RegularizationTask task, Map<String, String> settings) {
    StrengthPicture picture =
        new StrengthPicture(
            task.strengths(best()), best().evaluation().innerSolution(), data.featureNames());
    RunCharts charts = new RunCharts(runs);
    return new ReportPage("Hypergrad: a penalty that learns which features matter", data.question())
        .runs(rows())
        .heading(
            "How it went",
            "Three ways to the same goal: a logistic regression is fitted to the training rows, and the"
                + " strength of the penalty on every single feature follows the gradient of the loss on"
                + " the validation rows.")
        .html(charts.html())
        .heading("What " + best().solver() + " learned", picture.caption())
        .html(picture.html())
        .heading("How it was made", "")
        .settings(settings)
        .html(charts.numbers())
        .text();
  }
}
