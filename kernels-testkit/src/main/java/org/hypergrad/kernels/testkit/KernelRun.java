package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * One computation of an operation: on which problem, over which rows, with weights or without.
 *
 * @param problem the data as stored
 * @param choice the rows
 * @param weighted whether rows have weights
 */
record KernelRun(KernelProblem problem, RowChoice choice, boolean weighted) {

  /** Scale of every sum: no power of two, so that it rounds. */
  static final double SCALE = 0.37;

  int[] rows() {
    return choice.numbers(problem.rows());
  }

  /** The weight of every row. */
  double[] weights() {
    if (weighted) {
      return problem.weights();
    }
    double[] ones = new double[problem.rows()];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** A table as the oracle takes it. */
  ExactLogistic.Table exactTable(double phase) {
    return new ExactLogistic.Table(
        problem.numbers(scalars(phase)),
        problem.numbers(average(phase)),
        problem.number(rowScale()));
  }

  /** Remembered scalars of the rows, as a table may hold in the middle of a run. */
  double[] scalars(double phase) {
    double[] scalars = new double[problem.rows() * problem.outputs()];
    Arrays.setAll(scalars, i -> 0.4 * Math.sin(phase + i));
    return scalars;
  }

  /** An average as a table may hold; that it fits the scalars does not matter to one step. */
  double[] average(double phase) {
    double[] average = new double[problem.parameters()];
    Arrays.setAll(average, j -> 0.2 * Math.cos(phase + j));
    return average;
  }

  /** Length n: what is left in places that a call does not write. */
  double[] untouched() {
    double[] before = new double[problem.rows()];
    Arrays.setAll(before, i -> 1000.5 + i);
    return before;
  }

  /** Weight of a row in the average. */
  double rowScale() {
    return 1.0 / Math.max(1, problem.rows());
  }

  /** The run's inputs as vectors of a backend, made once, and outputs full of NaN. */
  static final class Inputs {
    private final KernelRun run;
    private final Vectors vectors;
    final Vec z;
    final Vec v;
    final Vec knownMargins;
    final Rows rows;
    private final Vec weights;

    Inputs(Vectors vectors, KernelRun run) {
      this.run = run;
      this.vectors = vectors;
      z = vectors.of(run.problem.z());
      v = vectors.of(run.problem.v());
      knownMargins = vectors.of(run.problem.knownMargins());
      weights = vectors.of(run.problem.weights());
      Rows plain = run.choice.rows(run.problem.rows());
      rows = run.weighted ? plain.weightedBy(weights) : plain;
    }

    /** Length p, for an output, which must be overwritten. */
    Vec output() {
      return output(run.problem.parameters());
    }

    Vec output(int length) {
      Vec out = vectors.create(length);
      vectors.fill(Double.NaN, out);
      return out;
    }

    /** Length n, for an output of which only the places of selected rows are written. */
    Vec directional() {
      return vectors.of(run.untouched());
    }

    SagaTable table(double phase) {
      return new SagaTable(
          vectors.of(run.scalars(phase)), vectors.of(run.average(phase)), run.rowScale());
    }

    void assertUnchanged() {
      assertUnchanged("z", z, run.problem.z());
      assertUnchanged("v", v, run.problem.v());
      assertUnchanged("margins", knownMargins, run.problem.knownMargins());
      assertUnchanged("row weights", weights, run.problem.weights());
    }

    private void assertUnchanged(String what, Vec input, double... before) {
      if (!Arrays.equals(vectors.toArray(input), before)) {
        throw new AssertionError(run + ": " + what + " is an input and was changed");
      }
    }
  }

  @Override
  public String toString() {
    return problem + ", " + choice + (weighted ? ", weighted" : "");
  }
}
