package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelStep;

/**
 * SABA (Dagréou, Ablin, Vaiter, Moreau 2022): {@link Soba} with SAGA on every one of its sums, and
 * constant steps. Every sum's estimate is
 *
 * <pre>
 *   s_B Σ_B (new_i − stored_i) + average          s_B = (number of blocks)/n
 *   average += 1/n Σ_B (new_i − stored_i),        stored_i ← new_i
 * </pre>
 *
 * <p>On a generalised linear model what is stored is one scalar a row for each sum: 2n + m in all
 * for regularisation selection, 3n + m for data cleaning. Other problems store whole gradients, one
 * for each block of rows.
 *
 * @param step how the variables move; its box is replaced by the problem's
 * @param tableStart what the memory holds before the first iteration
 * @param memory scalars where the problem has them, or whole rows
 */
public record Saba(BilevelStep step, TableStart tableStart, Memory memory) implements Solver {

  /** What the memory holds before the first iteration. */
  public enum TableStart {
    /** Zeros, as in the authors' experiments. */
    ZERO,
    /** Exact gradients at the starting point: one pass over all rows. */
    EXACT
  }

  /** What is stored. */
  public enum Memory {
    /** Scalars if the problem has kernels for them, else rows without the penalty. */
    AUTOMATIC,
    /** A gradient a block; the penalty is exact and not in the table. */
    ROWS,
    /** A gradient a block with the penalty in it, as in the authors' experiments. */
    ROWS_WITH_PENALTY
  }

  /** Exact start, memory chosen by the problem. */
  public Saba(BilevelStep step) {
    this(step, TableStart.EXACT, Memory.AUTOMATIC);
  }

  @Override
  public String name() {
    return "saba";
  }

  @Override
  public String describe() {
    return step.describe();
  }

  @Override
  public Iterates at(BilevelProblem problem, Batches batches, double[] z, double[] x) {
    BilevelKernels kernels = problem.kernels();
    if (memory == Memory.AUTOMATIC && kernels != null) {
      return scalarTables(problem, kernels, batches, z, x);
    }
    BilevelProblem sums = memory == Memory.ROWS_WITH_PENALTY ? new PenaltyInside(problem) : problem;
    return new RowTables(sums, batches, step, tableStart, z, x);
  }

  private Iterates scalarTables(
      BilevelProblem problem, BilevelKernels kernels, Batches batches, double[] z, double[] x) {
    return new FusedLoop(problem, kernels, batches, step, z, x, true) {
      @Override
      public void initialize() {
        if (tableStart == TableStart.EXACT) {
          kernels.fillTables(state);
        }
      }

      @Override
      public long samplesToInitialize() {
        return tableStart == TableStart.EXACT
            ? (long) problem.innerRows() + problem.outerRows()
            : 0;
      }
    };
  }
}
