package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hypergrad.solvers.Evaluation;
import org.hypergrad.solvers.Outcome;
import org.hypergrad.solvers.TracePoint;

/** The page about one run. */
final class SolveReport {

  private SolveReport() {}

  /** The page as text. */
  static String html(Conducted run, Learned learned, Map<String, String> settings) {
    ReportPage page = new ReportPage("Hypergradient run: " + run.solver(), learned.subtitle());
    if (run.divergence() != null) {
      page.warning(
          run.divergence() + ". Everything below is of the last good state; give smaller steps.");
    } else if (run.outcome().ending() == Outcome.Ending.CANCELLED) {
      page.warning(
          "This run was stopped before its end: what is below is its state at that moment.");
    }
    RunCharts charts = new RunCharts(List.of(run));
    List<ReportPage.Card> cards = new ArrayList<>(cards(run));
    cards.addAll(learned.cards());
    page.cards(cards).heading("How it went", "").html(charts.html());
    learned.addTo(page);
    return page.heading("How it was made", "").settings(settings).html(charts.numbers()).text();
  }

  private static List<ReportPage.Card> cards(Conducted run) {
    TracePoint start = run.start();
    Evaluation end = run.evaluation();
    Outcome outcome = run.outcome();
    List<ReportPage.Card> cards = new ArrayList<>();
    cards.add(card("Validation loss h", "%.6f", end.h(), start.h()));
    cards.add(card("Projected ‖∇h‖", "%.2e", end.projectedNorm(), start.projectedNorm()));
    cards.add(
        new ReportPage.Card(
            "Validation error",
            Summary.percent(end.outerError()),
            "before: " + Summary.percent(start.outerError())));
    if (Double.isFinite(run.testError())) {
      cards.add(
          new ReportPage.Card(
              "Test error",
              Summary.percent(run.testError()),
              "before: " + Summary.percent(run.testErrors().getFirst())));
    }
    cards.add(
        new ReportPage.Card(
            "Solver time",
            String.format(Locale.ROOT, "%.2f s", outcome.seconds()),
            String.format(
                Locale.ROOT,
                "%,d iterations of %.1f µs",
                outcome.iterations(),
                Result.microseconds(outcome))));
    return cards;
  }

  private static ReportPage.Card card(String name, String format, double after, double before) {
    return new ReportPage.Card(
        name,
        String.format(Locale.ROOT, format, after),
        "before: " + String.format(Locale.ROOT, format, before));
  }
}
