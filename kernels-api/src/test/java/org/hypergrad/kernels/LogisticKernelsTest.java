package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;

/** What the operations refuse, before any backend computes; closing; values that are none. */
class LogisticKernelsTest {

  /** As many rows as columns, so that row weights and scalars have the length of an output. */
  private static final SmallData SQUARE = SmallData.of(3, 3);

  private final LogisticKernels kernels =
      new ScalarBackend().logistic(SQUARE.dense(), OpenOptions.defaults());
  private final Vectors vectors = kernels.vectors();

  /** Sound operands; each test spoils one. */
  private final Vec z = vectors.of(SQUARE.z());

  private final Vec v = vectors.of(SQUARE.v());
  private final Vec out = vectors.create(3);
  private final Vec otherOut = vectors.create(3);
  private final Vec thirdOut = vectors.create(3);
  private final SagaTable residuals = SagaTable.zeros(vectors, 3, 3);
  private final SagaTable curvatures = SagaTable.zeros(vectors, 3, 3);

  private Map<String, ThrowingCallable> calls(Rows rows) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>(callsOnWeights(rows));
    calls.put("margins", () -> kernels.margins(rows, z, out));
    return calls;
  }

  private Map<String, ThrowingCallable> callsOnWeights(Rows rows) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("loss", () -> kernels.loss(rows, 1, z));
    calls.putAll(callsWithOutput(rows));
    return calls;
  }

  private Map<String, ThrowingCallable> callsWithOutput(Rows rows) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("gradient", () -> kernels.gradient(rows, 1, z, out));
    calls.put("lossAndGradient", () -> kernels.lossAndGradient(rows, 1, z, out));
    calls.put("hessianVector", () -> kernels.hessianVector(rows, 1, z, v, out));
    calls.put("known", () -> kernels.hessianVectorFromMargins(rows, 1, z, v, out));
    calls.put("both", () -> kernels.gradientAndHessianVector(rows, 1, z, v, out, otherOut));
    calls.put(
        "both, swapped", () -> kernels.gradientAndHessianVector(rows, 1, z, v, otherOut, out));
    calls.put("hessianDiagonal", () -> kernels.hessianDiagonal(rows, 1, z, out));
    calls.put("saga", () -> kernels.sagaGradient(rows, 1, z, residuals, out));
    calls.put("saga both", () -> sagaBoth(rows, z, v, residuals, curvatures, out, otherOut));
    calls.put("saga swapped", () -> sagaBoth(rows, z, v, residuals, curvatures, otherOut, out));
    calls.put("directional", () -> kernels.directionalDerivatives(rows, z, v, out));
    calls.put("three", () -> three(rows, z, v, thirdOut, otherOut, out));
    calls.put("three, first", () -> three(rows, z, v, out, otherOut, thirdOut));
    calls.put(
        "saga three", () -> sagaThree(z, v, rows, residuals, curvatures, thirdOut, otherOut, out));
    return calls;
  }

  private void sagaBoth(
      Rows rows, Vec point, Vec direction, SagaTable first, SagaTable second, Vec a, Vec b) {
    kernels.sagaGradientAndHessianVector(rows, 1, point, direction, first, second, a, b);
  }

  private void three(Rows rows, Vec point, Vec direction, Vec a, Vec b, Vec c) {
    kernels.gradientHessianVectorAndDirectionalDerivatives(rows, 1, point, direction, a, b, c);
  }

  private void sagaThree(
      Vec point, Vec direction, Rows rows, SagaTable first, SagaTable second, Vec a, Vec b, Vec c) {
    kernels.sagaGradientHessianVectorAndDirectionalDerivatives(
        rows, 1, point, direction, first, second, a, b, c);
  }

  private static void assertRefused(Map<String, ThrowingCallable> calls, String message) {
    calls.forEach((name, call) ->
        assertThatIllegalArgumentException().as(name).isThrownBy(call).withMessage(message));
  }

  @Test
  void refusesRowsOutsideTheDataset() {
    assertRefused(calls(Rows.range(2, 4)), "rows from 2 to 4 of a dataset of 3 rows");
    assertRefused(
        calls(Rows.list(new int[] {9, 0, 3}, 1, 3)),
        "row 3 (number 1 of the list) of a dataset of 3 rows");
    assertRefused(
        calls(Rows.list(new int[] {-1})), "row -1 (number 0 of the list) of a dataset of 3 rows");
  }

  @Test
  void refusesWeightsOfAnotherLengthOrBackend() {
    assertRefused(calls(Rows.all().weightedBy(vectors.create(2))), "2 row weights for 3 rows");
    assertRefused(
        calls(Rows.range(0, 1).weightedBy(new ForeignVec(3))),
        "a vector of another backend: ForeignVec");
    assertRefused(
        calls(Rows.all().weightedBy(new ForeignVec(3))), "a vector of another backend: ForeignVec");
  }

  @Test
  void refusesVectorsOfAnotherLength() {
    Vec longer = vectors.create(4);
    SagaTable wrongScalars = new SagaTable(vectors.create(4), vectors.create(3), 1);
    SagaTable wrongAverage = new SagaTable(vectors.create(3), vectors.create(4), 1);
    assertRefused(withEachOperand(longer), "a vector of length 4 where 3 is needed");
    assertRefused(withEachTable(wrongScalars), "a vector of length 4 where 3 is needed");
    assertRefused(withEachTable(wrongAverage), "a vector of length 4 where 3 is needed");
  }

  @Test
  void refusesVectorsOfAnotherBackend() {
    Vec foreign = new ForeignVec(3);
    String message = "a vector of another backend: ForeignVec";
    assertRefused(withEachOperand(foreign), message);
    assertRefused(withEachTable(new SagaTable(foreign, vectors.create(3), 1)), message);
    assertRefused(withEachTable(new SagaTable(vectors.create(3), foreign, 1)), message);
  }

  private Map<String, ThrowingCallable> withEachOperand(Vec bad) {
    Rows all = Rows.all();
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("loss z", () -> kernels.loss(all, 1, bad));
    calls.put("gradient z", () -> kernels.gradient(all, 1, bad, out));
    calls.put("gradient out", () -> kernels.gradient(all, 1, z, bad));
    calls.put("lossAndGradient z", () -> kernels.lossAndGradient(all, 1, bad, out));
    calls.put("lossAndGradient out", () -> kernels.lossAndGradient(all, 1, z, bad));
    calls.put("hessianVector z", () -> kernels.hessianVector(all, 1, bad, v, out));
    calls.put("hessianVector v", () -> kernels.hessianVector(all, 1, z, bad, out));
    calls.put("hessianVector out", () -> kernels.hessianVector(all, 1, z, v, bad));
    calls.put("known margins", () -> kernels.hessianVectorFromMargins(all, 1, bad, v, out));
    calls.put("known v", () -> kernels.hessianVectorFromMargins(all, 1, z, bad, out));
    calls.put("known out", () -> kernels.hessianVectorFromMargins(all, 1, z, v, bad));
    calls.put("both z", () -> kernels.gradientAndHessianVector(all, 1, bad, v, out, otherOut));
    calls.put("both v", () -> kernels.gradientAndHessianVector(all, 1, z, bad, out, otherOut));
    calls.put("both gradient", () -> kernels.gradientAndHessianVector(all, 1, z, v, bad, out));
    calls.put("both product", () -> kernels.gradientAndHessianVector(all, 1, z, v, out, bad));
    calls.put("diagonal z", () -> kernels.hessianDiagonal(all, 1, bad, out));
    calls.put("diagonal out", () -> kernels.hessianDiagonal(all, 1, z, bad));
    calls.put("margins z", () -> kernels.margins(all, bad, out));
    calls.put("margins out", () -> kernels.margins(all, z, bad));
    calls.put("saga z", () -> kernels.sagaGradient(all, 1, bad, residuals, out));
    calls.put("saga out", () -> kernels.sagaGradient(all, 1, z, residuals, bad));
    calls.put("saga both z", () -> sagaBoth(all, bad, v, residuals, curvatures, out, otherOut));
    calls.put("saga both v", () -> sagaBoth(all, z, bad, residuals, curvatures, out, otherOut));
    calls.put("saga both gradient", () -> sagaBoth(all, z, v, residuals, curvatures, bad, out));
    calls.put("saga both product", () -> sagaBoth(all, z, v, residuals, curvatures, out, bad));
    calls.put("directional z", () -> kernels.directionalDerivatives(all, bad, v, out));
    calls.put("directional v", () -> kernels.directionalDerivatives(all, z, bad, out));
    calls.put("directional out", () -> kernels.directionalDerivatives(all, z, v, bad));
    calls.put("three z", () -> three(all, bad, v, out, otherOut, thirdOut));
    calls.put("three v", () -> three(all, z, bad, out, otherOut, thirdOut));
    calls.put("three gradient", () -> three(all, z, v, bad, otherOut, thirdOut));
    calls.put("three product", () -> three(all, z, v, out, bad, thirdOut));
    calls.put("three directional", () -> three(all, z, v, out, otherOut, bad));
    calls.put(
        "saga three z",
        () -> sagaThree(bad, v, all, residuals, curvatures, out, otherOut, thirdOut));
    calls.put(
        "saga three v",
        () -> sagaThree(z, bad, all, residuals, curvatures, out, otherOut, thirdOut));
    calls.put(
        "saga three gradient",
        () -> sagaThree(z, v, all, residuals, curvatures, bad, otherOut, thirdOut));
    calls.put(
        "saga three product",
        () -> sagaThree(z, v, all, residuals, curvatures, out, bad, thirdOut));
    calls.put(
        "saga three directional",
        () -> sagaThree(z, v, all, residuals, curvatures, out, otherOut, bad));
    return calls;
  }

  private Map<String, ThrowingCallable> withEachTable(SagaTable bad) {
    Rows all = Rows.all();
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("saga", () -> kernels.sagaGradient(all, 1, z, bad, out));
    calls.put("saga first", () -> sagaBoth(all, z, v, bad, curvatures, out, otherOut));
    calls.put("saga second", () -> sagaBoth(all, z, v, residuals, bad, out, otherOut));
    calls.put(
        "saga three first", () -> sagaThree(z, v, all, bad, curvatures, out, otherOut, thirdOut));
    calls.put(
        "saga three second", () -> sagaThree(z, v, all, residuals, bad, out, otherOut, thirdOut));
    return calls;
  }

  /** Whatever a call writes may be nothing that it reads, nor anything else that it writes. */
  @Test
  void refusesOutputsThatAreInputs() {
    String message = "an output vector is also an input";
    for (Vec input : new Vec[] {z, v}) {
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      Rows all = Rows.all();
      Vec average = vectors.create(3);
      calls.put("gradient", () -> kernels.gradient(all, 1, input, input));
      calls.put("lossAndGradient", () -> kernels.lossAndGradient(all, 1, input, input));
      calls.put("hessianVector", () -> kernels.hessianVector(all, 1, z, v, input));
      calls.put("known", () -> kernels.hessianVectorFromMargins(all, 1, input, v, input));
      calls.put("both first", () -> kernels.gradientAndHessianVector(all, 1, z, v, input, out));
      calls.put("both second", () -> kernels.gradientAndHessianVector(all, 1, z, v, out, input));
      calls.put("diagonal", () -> kernels.hessianDiagonal(all, 1, input, input));
      calls.put("margins", () -> kernels.margins(all, input, input));
      calls.put("saga out", () -> kernels.sagaGradient(all, 1, input, residuals, input));
      SagaTable inputAverage = new SagaTable(average, input, 1);
      SagaTable inputScalars = new SagaTable(input, average, 1);
      for (SagaTable table : new SagaTable[] {inputAverage, inputScalars}) {
        calls.put("saga " + table, () -> kernels.sagaGradient(all, 1, input, table, out));
        calls.put("first " + table, () -> sagaBoth(all, z, v, table, curvatures, out, otherOut));
        calls.put("second " + table, () -> sagaBoth(all, z, v, residuals, table, out, otherOut));
      }
      calls.put("saga both first", () -> sagaBoth(all, z, v, residuals, curvatures, input, out));
      calls.put("saga both second", () -> sagaBoth(all, z, v, residuals, curvatures, out, input));
      calls.put("directional", () -> kernels.directionalDerivatives(all, z, v, input));
      calls.put("three gradient", () -> three(all, z, v, input, otherOut, thirdOut));
      calls.put("three product", () -> three(all, z, v, out, input, thirdOut));
      calls.put("three directional", () -> three(all, z, v, out, otherOut, input));
      calls.put(
          "saga three directional",
          () -> sagaThree(z, v, all, residuals, curvatures, out, otherOut, input));
      assertRefused(calls, message);
    }
  }

  @Test
  void refusesOutputsThatAreRowWeights() {
    assertRefused(callsWithOutput(Rows.all().weightedBy(out)), "an output vector is also an input");
    Rows byScalars = Rows.all().weightedBy(residuals.scalars());
    Rows byAverage = Rows.all().weightedBy(curvatures.average());
    assertRefused(
        Map.of(
            "scalars", () -> kernels.sagaGradient(byScalars, 1, z, residuals, out),
            "average", () -> kernels.sagaGradient(byAverage, 1, z, curvatures, out)),
        "an output vector is also an input");
  }

  @Test
  void refusesOutputsThatAreOneVector() {
    Rows all = Rows.all();
    SagaTable sameScalars = new SagaTable(residuals.scalars(), vectors.create(3), 1);
    SagaTable sameAverage = new SagaTable(vectors.create(3), residuals.average(), 1);
    SagaTable crossed = new SagaTable(residuals.average(), vectors.create(3), 1);
    SagaTable itself = new SagaTable(out, out, 1);
    SagaTable outIsScalars = new SagaTable(out, vectors.create(3), 1);
    SagaTable outIsAverage = new SagaTable(vectors.create(3), out, 1);
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("both", () -> kernels.gradientAndHessianVector(all, 1, z, v, out, out));
    calls.put("saga both", () -> sagaBoth(all, z, v, residuals, curvatures, out, out));
    calls.put("three, first", () -> three(all, z, v, out, otherOut, out));
    calls.put("three, second", () -> three(all, z, v, otherOut, out, out));
    calls.put("three, both", () -> three(all, z, v, out, out, thirdOut));
    for (Vec used :
        new Vec[] {
          out,
          otherOut,
          residuals.scalars(),
          residuals.average(),
          curvatures.scalars(),
          curvatures.average()
        }) {
      calls.put(
          "saga three " + used,
          () -> sagaThree(z, v, all, residuals, curvatures, out, otherOut, used));
    }
    for (SagaTable bad : new SagaTable[] {sameScalars, sameAverage, crossed}) {
      calls.put("tables " + bad, () -> sagaBoth(all, z, v, residuals, bad, out, otherOut));
    }
    for (SagaTable bad : new SagaTable[] {itself, outIsScalars, outIsAverage}) {
      calls.put("saga " + bad, () -> kernels.sagaGradient(all, 1, z, bad, out));
      calls.put("first " + bad, () -> sagaBoth(all, z, v, bad, curvatures, out, otherOut));
      calls.put("second " + bad, () -> sagaBoth(all, z, v, residuals, bad, otherOut, out));
    }
    assertRefused(calls, "an output vector is also an input");
  }

  @Test
  void zMayBeV() {
    kernels.hessianVector(Rows.all(), 1, z, v, out);
    kernels.hessianVector(Rows.all(), 1, z, z, otherOut);
    assertThat(vectors.toArray(otherOut)).isNotEqualTo(vectors.toArray(out));
  }

  @Test
  void marginsNeedAsManyPlacesAsRows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernels.margins(Rows.range(0, 2), z, out))
        .withMessage("a vector of length 3 where 2 is needed");
  }

  @Test
  void aSelectionOfAllRowsMayServeOneHandleAfterAnother() {
    Rows weighted = Rows.all().weightedBy(vectors.of(1, 2, 3));
    double before = kernels.loss(weighted, 1, z);
    try (LogisticKernels five =
        new ScalarBackend().logistic(SmallData.of(5, 3).dense(), OpenOptions.defaults())) {
      assertThat(five.loss(Rows.all(), 1, vectors.create(3)))
          .isCloseTo(5 * Math.log(2), Offset.offset(5 * 8 * 0x1p-53));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> five.loss(weighted, 1, z))
          .withMessage("3 row weights for 5 rows");
    }
    double unweighted = kernels.loss(Rows.all(), 1, z);
    assertThat(kernels.loss(weighted, 1, z)).isEqualTo(before).isNotEqualTo(unweighted);
  }

  @Test
  void refusesDataOfOneClass() {
    Dataset data = new Dataset(DenseFeatures.copyOf(new double[][] {{1}}), Labels.of(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScalarBackend().logistic(data, OpenOptions.defaults()))
        .withMessage("logistic regression needs at least 2 classes, the data has 1");
  }

  /** Weights lie feature by feature, margins and scalars row by row. */
  @Test
  void lengthsOfManyClasses() {
    Dataset data = new Dataset(SQUARE.dense().features(), Labels.of(0, 7, 3));
    try (LogisticKernels three = new ScalarBackend().logistic(data, OpenOptions.defaults())) {
      assertThat(kernels.outputs()).isEqualTo(1);
      assertThat(three.outputs()).isEqualTo(3);
      assertThat(three.parameters()).isEqualTo(9);
      assertThat(SagaTable.zeros(three).scalars().length()).isEqualTo(9);
      assertThat(SagaTable.zeros(three).average().length()).isEqualTo(9);
      Vec weights = vectors.create(9);
      Vec direction = vectors.create(9);
      Rows two = Rows.range(0, 2);
      assertThat(three.loss(two, 1, weights))
          .isCloseTo(2 * Math.log(3), Offset.offset(8 * 0x1p-52));
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      calls.put("margins", () -> three.margins(two, weights, vectors.create(3)));
      assertRefused(calls, "a vector of length 3 where 6 is needed");
      calls.clear();
      calls.put("z", () -> three.loss(two, 1, z));
      calls.put("array", () -> three.loss(SQUARE.z()));
      calls.put("out", () -> three.gradient(two, 1, weights, out));
      SagaTable scalars = new SagaTable(vectors.create(3), vectors.create(9), 1);
      SagaTable average = new SagaTable(vectors.create(9), vectors.create(3), 1);
      calls.put("scalars", () -> three.sagaGradient(two, 1, weights, scalars, direction));
      calls.put("average", () -> three.sagaGradient(two, 1, weights, average, direction));
      assertRefused(calls, "a vector of length 3 where 9 is needed");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> three.directionalDerivatives(two, weights, direction, vectors.create(9)))
          .withMessage("a vector of length 9 where 3 is needed");
    }
  }

  /** What a call writes of directional derivatives are the places of its rows. */
  @Test
  void directionalDerivativesOfOtherRowsStay() {
    vectors.fill(5, out);
    kernels.directionalDerivatives(Rows.list(new int[] {2, 0, 2}), z, v, out);
    double[] written = vectors.toArray(out);
    assertThat(written[1]).isEqualTo(5);
    assertThat(written[0]).isNotEqualTo(5);
    assertThat(written[2]).isNotEqualTo(5);
  }

  @Test
  void refusesCallsAfterItIsClosed() {
    double[] array = new double[3];
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.putAll(calls(Rows.all()));
    calls.put("loss of arrays", () -> kernels.loss(array));
    calls.put("gradient of arrays", () -> kernels.gradient(SQUARE.z(), array));
    calls.put("lossAndGradient of arrays", () -> kernels.lossAndGradient(SQUARE.z(), array));
    calls.put("product of arrays", () -> kernels.hessianVector(SQUARE.z(), SQUARE.v(), array));
    kernels.close();
    kernels.close();
    calls.forEach((name, call) ->
        assertThatThrownBy(call)
            .as(name)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("the kernels are closed"));
    assertThat(array).containsExactly(0, 0, 0);
  }

  /** An infinite margin gives the limits: a loss of 0 or ∞, a residual of 0 or ∓1, no curvature. */
  @Test
  void anInfiniteMarginGivesTheLimits() {
    Dataset data =
        new Dataset(
            DenseFeatures.copyOf(new double[][] {{1}, {-1}}),
            Labels.of(new double[] {1, 1}, new double[] {0, 1}));
    try (LogisticKernels opened = new ScalarBackend().logistic(data, OpenOptions.defaults())) {
      Vec infinite = vectors.of(Double.POSITIVE_INFINITY);
      Vec result = vectors.create(1);
      assertThat(opened.loss(Rows.range(0, 1), 1, infinite)).isZero();
      assertThat(opened.loss(Rows.all(), 1, infinite)).isEqualTo(Double.POSITIVE_INFINITY);
      opened.gradient(Rows.all(), 1, infinite, result);
      assertThat(vectors.toArray(result)).containsExactly(1);
      opened.hessianVector(Rows.all(), 1, infinite, vectors.of(1), result);
      assertThat(vectors.toArray(result)).containsExactly(0);
    }
  }
}
