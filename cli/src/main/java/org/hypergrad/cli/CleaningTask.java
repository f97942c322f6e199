package org.hypergrad.cli;

import org.hypergrad.datasets.LabelCorruption;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Selection;
import org.hypergrad.solvers.DataCleaning;
import org.jspecify.annotations.Nullable;

/**
 * Data cleaning: the worth of every training row is learned.
 *
 * @param parts the rows as a run gets them
 * @param rows the training rows as they were read, for people
 * @param box bound on |x|
 */
record CleaningTask(Parts parts, TrainingRows rows, double box) implements Task {

  /**
   * The rows with wrong labels planted among those of training rows.
   *
   * @param read the rows as they were read
   * @param probability of a label to be replaced by a random one; null to plant none
   */
  static Parts planted(Parts read, @Nullable Double probability, long seed, Terminal terminal) {
    if (probability == null) {
      return read;
    }
    LabelCorruption drawn = LabelCorruption.draw(read.training().labels(), probability, seed);
    terminal.say(
        "planted %,d wrong labels among %,d training rows (seed %d)"
            .formatted(drawn.wrongCount(), read.training().rows(), seed));
    return read.relabelled(drawn.stored());
  }

  @Override
  public OpenProblem open(Selection selection, OpenOptions options) {
    Penalty penalty =
        DataCleaning.penalty(parts.training(), parts.features(), DataCleaning.DEFAULT_STRENGTH);
    return OpenProblem.cleaning(
        selection,
        parts,
        parts.preprocessing().intercept()
            ? penalty.withIntercept(parts.classes().outputs())
            : penalty,
        box,
        options);
  }

  @Override
  public LearnedWeights learned(OpenProblem open, Conducted run, StartPoint start) {
    double[] theta =
        Model.comparable(
            run.evaluation().innerSolution(), parts.classes(), parts.preprocessing().intercept());
    Suspects suspects =
        Suspects.find(parts, rows, run.outcome().x(), start.x(), open.onTrainingRows(theta));
    return new LearnedWeights(this, suspects, theta);
  }
}
