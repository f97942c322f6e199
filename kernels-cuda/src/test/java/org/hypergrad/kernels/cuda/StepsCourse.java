package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.ScalarBackend;

/** The fused step by every rule, on rows of every length, near what the scalar reference says. */
public final class StepsCourse implements Runnable {

  private static final double TOLERANCE = 1e-9;
  private static final int COLUMNS = 700;

  private static final BilevelStep PLAIN =
      BilevelStep.plain(StepSize.constant(0.05), StepSize.constant(0.02));

  /** Courses are made by name. */
  public StepsCourse() {}

  @Override
  public void run() {
    Dataset small = CourseData.rowsOf(40, 2, true, 9, 8, 9, 7, 9, 3, 9, 8, 9, 9, 9, 9);
    Dataset classes = CourseData.rowsOf(40, 3, true, 9, 8, 9, 7, 9, 3, 9, 8, 9, 9, 9, 9);
    require(small, small, Penalty.groups(groups(40), 3), PLAIN, true);
    require(small, small, Penalty.perFeature(40), PLAIN, true);
    require(classes, classes, Penalty.perClass(40, 3), PLAIN, true);
    require(classes, classes, Penalty.fixed(120, 0.3, 12), PLAIN, true);
    Dataset doubles =
        CourseData.rowsOf(COLUMNS, 2, false, 0, 1, 31, 32, 33, 127, 128, 129, 170, 2, 3, 5);
    Dataset floats =
        CourseData.rowsOf(COLUMNS, 2, true, 0, 1, 31, 32, 33, 127, 128, 129, 170, 2, 3, 5);
    Dataset dense = CourseData.dense(14, 35, 2, false);
    Dataset denseFloats = CourseData.dense(14, 35, 2, true);
    for (boolean withTables : new boolean[] {false, true}) {
      BilevelStep rich =
          PLAIN
              .withSemiImplicitPenalty()
              .withBox(-1.5, 0.2)
              .withMomentum(0.5)
              .withSecondMoment(0.5)
              .withOuterStart(3);
      require(doubles, floats, Penalty.groups(groups(COLUMNS), 3), rich, withTables);
      require(floats, doubles, Penalty.fixed(COLUMNS, 0.3, 40), PLAIN, withTables);
      require(dense, denseFloats, Penalty.perFeature(35), rich, withTables);
      require(denseFloats, dense, Penalty.uniform(35), PLAIN, withTables);
      require(dense, dense, Penalty.none(35, 2), rich, withTables);
      require(dense, denseFloats, Penalty.none(35, 0), PLAIN, withTables);
      manyClasses(rich, withTables);
      weights(withTables);
    }
    // margins and strengths that under- and overflow, in steps too small to move z by much
    BilevelStep still = BilevelStep.plain(StepSize.constant(0x1p-40), StepSize.constant(0));
    Dataset denseClasses = CourseData.dense(14, 35, 3, true);
    require(denseFloats, denseFloats, Penalty.perFeature(35), still, true, 725);
    require(denseFloats, denseFloats, Penalty.fixed(35, 0.3, 14), still, true, 725);
    require(denseClasses, denseClasses, Penalty.perFeature(35, 3), still, true, 725);
  }

  /** In the memory of a block, in the device's, and with more classes than a warp has threads. */
  private static void manyClasses(BilevelStep rich, boolean withTables) {
    Dataset sparse =
        CourseData.rowsOf(COLUMNS, 3, false, 0, 1, 31, 32, 33, 127, 128, 129, 170, 2, 3, 5);
    Dataset dense = CourseData.dense(14, 35, 3, true);
    Dataset more = CourseData.rowsOf(60, 33, true, 9, 0, 1, 8, 7, 12, 13, 2, 5, 6, 3, 4);
    require(sparse, sparse, Penalty.perClass(COLUMNS, 3), rich, withTables);
    require(dense, dense, Penalty.perFeature(35, 3), PLAIN, withTables);
    require(more, more, Penalty.uniform(33 * 60), rich, withTables);
  }

  private static void weights(boolean withTables) {
    BilevelStep scaled =
        PLAIN.withSemiImplicitPenalty().withBox(-1.5, 0.2).withSecondMoment(0.5).withOuterStart(3);
    Dataset binary = CourseData.dense(14, 35, 2, false);
    Dataset classes = CourseData.dense(14, 35, 3, false);
    for (BilevelStep step : new BilevelStep[] {PLAIN, scaled}) {
      require(binary, binary, Penalty.fixed(35, 0.3, 14), step, withTables);
      require(classes, classes, Penalty.fixed(105, 0.3, 14), step, withTables);
    }
  }

  private static int[] groups(int columns) {
    int[] groups = new int[columns];
    Arrays.setAll(groups, k -> k % 5 == 3 ? Penalty.UNPENALIZED : k % 3);
    return groups;
  }

  private static void require(
      Dataset inner, Dataset outer, Penalty penalty, BilevelStep step, boolean withTables) {
    require(inner, outer, penalty, step, withTables, 1);
  }

  private static void require(
      Dataset inner,
      Dataset outer,
      Penalty penalty,
      BilevelStep step,
      boolean withTables,
      double size) {
    double[][] expected = run(new ScalarBackend(), inner, outer, penalty, step, withTables, size);
    double[][] actual = run(new CudaBackend(), inner, outer, penalty, step, withTables, size);
    for (int r = 0; r < expected.length; r++) {
      for (int k = 0; k < expected[r].length; k++) {
        if (!(Math.abs(expected[r][k] - actual[r][k]) <= TOLERANCE * size)) {
          throw new AssertionError(
              "%s: %s instead of %s".formatted(step, actual[r][k], expected[r][k]));
        }
      }
    }
  }

  private static double[][] run(
      Backend backend,
      Dataset inner,
      Dataset outer,
      Penalty penalty,
      BilevelStep step,
      boolean withTables,
      double size) {
    try (BilevelKernels kernels = CourseData.kernels(backend, inner, outer, penalty)) {
      Vectors vectors = kernels.vectors();
      double[] z = new double[penalty.innerDimension()];
      Arrays.setAll(z, k -> size * (k * 3 % 17 - 8) / 8);
      double[] x = new double[penalty.outerDimension()];
      Arrays.setAll(x, k -> -0.25 * size * (k % 5));
      BilevelState state = kernels.state(vectors.of(z), vectors.of(x), withTables);
      Rows[] innerRows = {Rows.all(), Rows.list(new int[] {3, 1, 8, 10}), Rows.all(), Rows.all()};
      Rows[] outerRows = {Rows.list(new int[] {6, 2}), Rows.all(), Rows.range(0, 0), Rows.all()};
      kernels.advance(step, state, 1, innerRows.length, innerRows, 0.1, outerRows, 0.2);
      return state.saved().values().stream().map(vectors::toArray).toArray(double[][]::new);
    }
  }
}
