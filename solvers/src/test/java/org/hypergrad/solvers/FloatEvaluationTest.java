package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.HostVectors;
import org.hypergrad.kernels.scalar.ScalarMultinomialKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exact evaluation on kernels that multiply in floats: it ends where these drown, near what
 * doubles give.
 */
class FloatEvaluationTest {

  private static final int COLUMNS = 40;
  private static final int CLASSES = 3;
  private static final double BOX = 12;

  /** Of h, relative to it, beside what the gradient that is left makes; of ∇h, to its norm. */
  private static final double OF_VALUE = 1e-6;

  private static final double OF_GRADIENT = 1e-4;

  /** Vectors are rounded to floats, and sums to the unit of the largest of them as a float. */
  private static final class FloatProducts extends ScalarMultinomialKernels {
    private int passes;

    FloatProducts(Dataset data) {
      super(data, new HostVectors());
    }

    @Override
    public Arithmetic arithmetic() {
      return Arithmetic.FLOAT;
    }

    private Vec rounded(Vec z) {
      double[] elements = vectors().toArray(z);
      Arrays.setAll(elements, k -> (float) elements[k]);
      return vectors().of(elements);
    }

    private void round(Vec sums) {
      passes++;
      double[] elements = vectors().toArray(sums);
      double unit = Math.ulp((float) Arrays.stream(elements).map(Math::abs).max().orElse(1));
      Arrays.setAll(elements, k -> Math.rint(elements[k] / unit) * unit);
      vectors().write(elements, sums);
    }

    @Override
    protected double lossK(Rows rows, double scale, Vec z) {
      passes++;
      return super.lossK(rows, scale, rounded(z));
    }

    @Override
    protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
      super.gradientK(rows, scale, rounded(z), out);
      round(out);
    }

    @Override
    protected void marginsK(Rows rows, Vec z, Vec out) {
      super.marginsK(rows, rounded(z), out);
    }

    @Override
    protected void hessianVectorFromMarginsK(Rows rows, double scale, Vec known, Vec v, Vec out) {
      super.hessianVectorFromMarginsK(rows, scale, known, rounded(v), out);
      round(out);
    }
  }

  private static RegularizationSelection problem(LogisticKernels inner, LogisticKernels outer) {
    Penalty penalty = Penalty.perClass(COLUMNS, CLASSES);
    return new RegularizationSelection(new BilevelKernels(inner, outer, penalty), BOX);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -3, -7})
  void endsWhereFloatsDrownNearWhatDoublesGive(double strength) {
    Dataset training = Problems.classes(1, 300, COLUMNS, CLASSES);
    Dataset validation = Problems.classes(2, 100, COLUMNS, CLASSES);
    double[] x = Problems.filled(CLASSES, strength);
    Evaluation exact;
    try (RegularizationSelection doubles =
        problem(
            new ScalarMultinomialKernels(training, new HostVectors()),
            new ScalarMultinomialKernels(validation, new HostVectors()))) {
      exact = new Evaluator(doubles).evaluate(x);
    }
    FloatProducts inner = new FloatProducts(training);
    try (RegularizationSelection floats = problem(inner, new FloatProducts(validation))) {
      Evaluation evaluation = new Evaluator(floats).evaluate(x);

      // a gradient g that is left moves h by −v*·g to first order
      double left = Problems.norm(exact.linearSolution()) * evaluation.innerGradientNorm();
      assertThat(evaluation.h()).isCloseTo(exact.h(), within(OF_VALUE * exact.h() + 1.5 * left));
      assertThat(Problems.distance(evaluation.hypergradient(), exact.hypergradient()))
          .isLessThan(OF_GRADIENT * exact.hypergradientNorm());
      assertThat(inner.passes).isLessThan(500); // thousands with the tolerance of doubles
    }
  }
}
