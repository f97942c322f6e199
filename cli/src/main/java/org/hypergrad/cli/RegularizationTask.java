package org.hypergrad.cli;

import java.util.List;
import java.util.Map;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Selection;
import org.jspecify.annotations.Nullable;

/**
 * Regularisation selection: strengths of a penalty are learned.
 *
 * @param parts the rows as a run gets them
 * @param layout which weights share a strength
 * @param box bound on |x|
 */
record RegularizationTask(Parts parts, PenaltyLayout layout, double box) implements Task {

  @Override
  public OpenProblem open(Selection selection, OpenOptions options) {
    return OpenProblem.regularization(
        selection, parts, layout.penalty(parts.preprocessing().intercept()), box, options);
  }

  @Override
  public Learned learned(OpenProblem open, Conducted run, StartPoint start) {
    return new LearnedStrengths(run);
  }

  /** The strengths that a run ended at. */
  Strengths strengths(Conducted run) {
    return new Strengths(layout, box, run.outcome().x());
  }

  private final class LearnedStrengths implements Learned {

    private final Strengths strengths;
    private final double[] theta;

    LearnedStrengths(Conducted run) {
      strengths = strengths(run);
      theta =
          Model.comparable(
              run.evaluation().innerSolution(),
              layout.classes(),
              parts.preprocessing().intercept());
    }

    @Override
    public String subtitle() {
      return "Strengths of an L2 penalty, learned on validation rows by following the exact gradient of"
          + " their loss.";
    }

    @Override
    public void addTo(ReportPage page) {
      StrengthPicture picture = new StrengthPicture(strengths, theta, layout.names());
      page.heading("What was learned", picture.caption()).html(picture.html());
    }

    @Override
    public List<ReportPage.Card> cards() {
      return List.of();
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("Box", "±" + box);
    }

    @Override
    public Map<String, String> summary() {
      return Map.of();
    }

    @Override
    public Map<String, @Nullable Object> results() {
      return Map.of();
    }

    @Override
    public Map<String, String> files() {
      return Map.of();
    }

    @Override
    public Model model(Map<String, Object> made) {
      return new Model(
          layout.classes(), parts.features(), parts.preprocessing(), theta, strengths, made);
    }
  }
}
