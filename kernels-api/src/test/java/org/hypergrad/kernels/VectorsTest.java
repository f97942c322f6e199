package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hypergrad.kernels.scalar.HostVectors;
import org.junit.jupiter.api.Test;

/** What surrounds the vector operations: views, operands given twice, and what is refused. */
class VectorsTest {

  private static final String ALIAS = "an output vector is also an input";

  private final Vectors vectors = new HostVectors();

  @Test
  void vectorsAreMadeOfZerosOrOfACopy() {
    assertThat(vectors.toArray(vectors.create(3))).containsExactly(0, 0, 0);
    double[] elements = {1, 2};
    Vec vec = vectors.of(elements);
    elements[0] = 9;
    assertThat(vectors.toArray(vec)).containsExactly(1, 2);
    vectors.write(new double[] {3, 4}, vec);
    double[] read = new double[2];
    vectors.read(vec, read);
    assertThat(read).containsExactly(3, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vectors.create(-1))
        .withMessage("a vector of length -1");
  }

  @Test
  void aHostVectorIsAViewOfItsArray() {
    double[] array = {1, 2};
    HostVec view = HostVec.of(array);
    array[0] = 5;
    assertThat(vectors.toArray(view)).containsExactly(5, 2);
    vectors.scale(2, view);
    assertThat(array).containsExactly(10, 4);
    assertThat(view.array()).isSameAs(array);
  }

  @Test
  void chosenElementsAreReadAndWritten() {
    Vec vec = vectors.of(1, 2, 3, 4);
    double[] array = {9, 9, 9, 9, 9};
    vectors.read(Rows.list(new int[] {3, 0, 3}), vec, array);
    assertThat(array).containsExactly(4, 1, 4, 9, 9);
    vectors.read(Rows.range(1, 3), vec, array);
    assertThat(array).containsExactly(2, 3, 4, 9, 9);
    vectors.read(Rows.all(), vec, array);
    assertThat(array).containsExactly(1, 2, 3, 4, 9);
    vectors.write(Rows.list(new int[] {2, 1, 2}), new double[] {5, 6, 7}, vec);
    assertThat(vectors.toArray(vec)).containsExactly(1, 6, 7, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vectors.read(Rows.range(0, 3), vec, new double[2]))
        .withMessage("an array of 2 numbers for 3 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vectors.write(Rows.range(2, 5), new double[3], vec))
        .withMessage("rows from 2 to 5 of a dataset of 4 rows");
  }

  @Test
  void dotTakesTheSameVectorTwice() {
    Vec x = vectors.of(3, 4);
    assertThat(vectors.dot(x, x)).isEqualTo(25);
    assertThat(vectors.norm(x)).isEqualTo(5);
  }

  @Test
  void multiplyAddTakesTheSameInputTwice() {
    Vec x = vectors.of(3, 4);
    Vec out = vectors.of(1, 1);
    vectors.multiplyAdd(2, x, x, out);
    assertThat(vectors.toArray(out)).containsExactly(19, 33);
  }

  @Test
  void aLostElementIsSeen() {
    Vec x = vectors.of(1, 2, 3);
    vectors.normalizedStep(1, vectors.of(1, 1, 1), vectors.of(0, Double.NaN, 4), 1, x);
    assertThat(vectors.toArray(x)).containsExactly(1, Double.NaN, 2.5);
    vectors.clip(-1, 1, x);
    assertThat(vectors.toArray(x)).containsExactly(1, Double.NaN, 1);
  }

  @Test
  void clipWithoutEndsChangesNothing() {
    double[] values = {-1e300, -0.0, 7};
    Vec x = vectors.of(values);
    vectors.clip(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, x);
    assertThat(vectors.toArray(x)).isEqualTo(values);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vectors.clip(1, -1, x))
        .withMessage("a box from 1.0 to -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vectors.clip(Double.NaN, 1, x))
        .withMessage("a box from NaN to 1.0");
  }

  @Test
  void refusesAnOutputThatIsAnInput() {
    double[] shared = new double[3];
    Vec a = HostVec.of(shared);
    Vec sameArray = HostVec.of(shared);
    Vec b = vectors.create(3);
    Penalty penalty = Penalty.perFeature(3);
    for (Vec alias : List.of(a, sameArray)) {
      Map<String, ThrowingCallable> calls =
          Map.ofEntries(
              Map.entry("copy", () -> vectors.copy(alias, a)),
              Map.entry("axpy", () -> vectors.axpy(1, alias, a)),
              Map.entry("multiplyAdd x", () -> vectors.multiplyAdd(1, alias, b, a)),
              Map.entry("multiplyAdd y", () -> vectors.multiplyAdd(1, b, alias, a)),
              Map.entry("average", () -> vectors.average(0.5, alias, a)),
              Map.entry("averageSquares", () -> vectors.averageSquares(0.5, alias, a)),
              Map.entry("step d", () -> vectors.normalizedStep(1, alias, b, 1, a)),
              Map.entry("step moment", () -> vectors.normalizedStep(1, b, alias, 1, a)),
              Map.entry("shrink", () -> vectors.shrink(1, alias, a)),
              Map.entry("coefficients", () -> vectors.coefficients(penalty, alias, a)),
              Map.entry("mixed e", () -> vectors.mixedDerivative(penalty, alias, b, b, a)),
              Map.entry("mixed z", () -> vectors.mixedDerivative(penalty, b, alias, b, a)),
              Map.entry("mixed v", () -> vectors.mixedDerivative(penalty, b, b, alias, a)));
      assertRefused(calls, ALIAS);
    }
  }

  @Test
  void refusesVectorsOfAnotherBackend() {
    assertRefused(callsWith(new ForeignVec(3)), "a vector of another backend: ForeignVec");
  }

  @Test
  void refusesVectorsOfAnotherLength() {
    Vec b = vectors.create(3);
    Vec longer = vectors.create(4);
    Penalty penalty = Penalty.perFeature(3);
    String message = "a vector of length 4 where 3 is needed";
    Map<String, ThrowingCallable> calls =
        Map.ofEntries(
            Map.entry("read", () -> vectors.read(longer, new double[3])),
            Map.entry("write", () -> vectors.write(new double[3], longer)),
            Map.entry("copy", () -> vectors.copy(longer, b)),
            Map.entry("axpy", () -> vectors.axpy(1, longer, b)),
            Map.entry("dot", () -> vectors.dot(b, longer)),
            Map.entry("multiplyAdd x", () -> vectors.multiplyAdd(1, longer, b, vectors.create(3))),
            Map.entry("multiplyAdd y", () -> vectors.multiplyAdd(1, b, longer, vectors.create(3))),
            Map.entry("average", () -> vectors.average(0.5, longer, b)),
            Map.entry("averageSquares", () -> vectors.averageSquares(0.5, longer, b)),
            Map.entry("step d", () -> vectors.normalizedStep(1, longer, b, 1, vectors.create(3))),
            Map.entry(
                "step moment", () -> vectors.normalizedStep(1, b, longer, 1, vectors.create(3))),
            Map.entry("shrink", () -> vectors.shrink(1, longer, b)),
            Map.entry("coefficients x", () -> vectors.coefficients(penalty, longer, b)),
            Map.entry("coefficients out", () -> vectors.coefficients(penalty, b, longer)),
            Map.entry("mixed e", () -> vectors.mixedDerivative(penalty, longer, b, b, b)),
            Map.entry("mixed z", () -> vectors.mixedDerivative(penalty, b, longer, b, b)),
            Map.entry("mixed v", () -> vectors.mixedDerivative(penalty, b, b, longer, b)),
            Map.entry("mixed out", () -> vectors.mixedDerivative(penalty, b, b, b, longer)));
    assertRefused(calls, message);
  }

  /** Every operation with the vector in every place, the others being sound. */
  private Map<String, ThrowingCallable> callsWith(Vec bad) {
    Vec b = vectors.create(3);
    Vec c = vectors.create(3);
    Penalty penalty = Penalty.perFeature(3);
    return Map.ofEntries(
        Map.entry("read", () -> vectors.read(bad, new double[3])),
        Map.entry("toArray", () -> vectors.toArray(bad)),
        Map.entry("write", () -> vectors.write(new double[3], bad)),
        Map.entry("fill", () -> vectors.fill(1, bad)),
        Map.entry("copy x", () -> vectors.copy(bad, b)),
        Map.entry("copy y", () -> vectors.copy(b, bad)),
        Map.entry("scale", () -> vectors.scale(1, bad)),
        Map.entry("axpy x", () -> vectors.axpy(1, bad, b)),
        Map.entry("axpy y", () -> vectors.axpy(1, b, bad)),
        Map.entry("dot x", () -> vectors.dot(bad, b)),
        Map.entry("dot y", () -> vectors.dot(b, bad)),
        Map.entry("norm", () -> vectors.norm(bad)),
        Map.entry("multiplyAdd x", () -> vectors.multiplyAdd(1, bad, b, c)),
        Map.entry("multiplyAdd y", () -> vectors.multiplyAdd(1, b, bad, c)),
        Map.entry("multiplyAdd out", () -> vectors.multiplyAdd(1, b, c, bad)),
        Map.entry("clip", () -> vectors.clip(0, 1, bad)),
        Map.entry("average x", () -> vectors.average(0.5, bad, b)),
        Map.entry("average out", () -> vectors.average(0.5, b, bad)),
        Map.entry("averageSquares x", () -> vectors.averageSquares(0.5, bad, b)),
        Map.entry("averageSquares out", () -> vectors.averageSquares(0.5, b, bad)),
        Map.entry("step d", () -> vectors.normalizedStep(1, bad, b, 1, c)),
        Map.entry("step moment", () -> vectors.normalizedStep(1, b, bad, 1, c)),
        Map.entry("step x", () -> vectors.normalizedStep(1, b, c, 1, bad)),
        Map.entry("shrink e", () -> vectors.shrink(1, bad, b)),
        Map.entry("shrink z", () -> vectors.shrink(1, b, bad)),
        Map.entry("coefficients x", () -> vectors.coefficients(penalty, bad, b)),
        Map.entry("coefficients out", () -> vectors.coefficients(penalty, b, bad)),
        Map.entry("mixed e", () -> vectors.mixedDerivative(penalty, bad, b, b, c)),
        Map.entry("mixed z", () -> vectors.mixedDerivative(penalty, b, bad, b, c)),
        Map.entry("mixed v", () -> vectors.mixedDerivative(penalty, b, b, bad, c)),
        Map.entry("mixed out", () -> vectors.mixedDerivative(penalty, b, b, b, bad)));
  }

  private static void assertRefused(Map<String, ThrowingCallable> calls, String message) {
    calls.forEach((name, call) ->
        assertThatIllegalArgumentException().as(name).isThrownBy(call).withMessage(message));
  }
}
