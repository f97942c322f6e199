package org.hypergrad.kernels.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * An operation of {@link Vectors} beside its definition, on x, on y ≥ 0 and on the vector it
 * changes.
 *
 * @param name the operation
 * @param definition what comes out, from the elements x, y and out
 * @param computation the call; what comes out is {@code out}, or the number returned
 */
record VectorCase(String name, Definition definition, Computation computation) {

  static final double A = 0.3;
  private static final double CORRECTION = 0.19;

  @FunctionalInterface
  interface Definition {
    Bounded[] of(Bounded[] x, Bounded[] y, Bounded... out);
  }

  @FunctionalInterface
  interface Computation {
    void run(Vectors vectors, Vec x, Vec y, Vec out);
  }

  @FunctionalInterface
  private interface Reduction {
    double run(Vectors vectors, Vec x, Vec y);
  }

  @FunctionalInterface
  private interface Elementwise {
    Bounded at(Bounded x, Bounded y, Bounded out);
  }

  /** Every operation but the two on penalties. */
  static List<VectorCase> all() {
    Bounded a = Bounded.exact(A);
    Bounded rest = Bounded.ONE.minus(a);
    return List.of(
        new VectorCase(
            "read of rows",
            (x, y, out) -> array(out.length, k -> x[out.length - 1 - k]),
            VectorCase::readBackwards),
        new VectorCase(
            "write of rows",
            (x, y, out) -> array(out.length, k -> k % 2 == 0 ? x[k / 2] : out[k]),
            VectorCase::writeEverySecond),
        each("fill", (x, y, out) -> a, (k, x, y, out) -> k.fill(A, out)),
        each("copy", (x, y, out) -> x, (k, x, y, out) -> k.copy(x, out)),
        each("scale", (x, y, out) -> out.times(a), (k, x, y, out) -> k.scale(A, out)),
        each("axpy", (x, y, out) -> out.plus(x.times(a)), (k, x, y, out) -> k.axpy(A, x, out)),
        reduction("dot", VectorCase::dot, Vectors::dot),
        reduction(
            "norm",
            (x, y, out) -> new Bounded[] {dot(x, x)[0].squareRoot()},
            (k, x, y) -> k.norm(x)),
        each(
            "multiplyAdd",
            (x, y, out) -> out.plus(a.times(x).times(y)),
            (k, x, y, out) -> k.multiplyAdd(A, x, y, out)),
        each("clip", (x, y, out) -> out.clip(-A, A), (k, x, y, out) -> k.clip(-A, A, out)),
        each(
            "average",
            (x, y, out) -> out.times(a).plus(x.times(rest)),
            (k, x, y, out) -> k.average(A, x, out)),
        each(
            "averageSquares",
            (x, y, out) -> out.times(a).plus(x.times(x).times(rest)),
            (k, x, y, out) -> k.averageSquares(A, x, out)),
        each(
            "normalizedStep",
            (x, y, out) -> normalized(a, x, y, out, Bounded.exact(CORRECTION)),
            (k, x, y, out) -> k.normalizedStep(A, x, y, CORRECTION, out)),
        each(
            "shrink",
            (x, y, out) -> out.dividedBy(Bounded.ONE.plus(y.times(a))),
            (k, x, y, out) -> k.shrink(A, y, out)));
  }

  private static void readBackwards(Vectors vectors, Vec x, Vec y, Vec out) {
    int length = out.length();
    int[] backwards = IntStream.range(0, length).map(k -> length - 1 - k).toArray();
    double[] elements = new double[length];
    vectors.read(Rows.list(backwards), x, elements);
    vectors.write(elements, out);
  }

  private static void writeEverySecond(Vectors vectors, Vec x, Vec y, Vec out) {
    int[] even = IntStream.range(0, Math.ceilDiv(out.length(), 2)).map(k -> 2 * k).toArray();
    vectors.write(Rows.list(even), vectors.toArray(x), out);
  }

  /** out − step·d/√(moment/correction); an element whose moment is zero stays. */
  static Bounded normalized(
      Bounded step, Bounded d, Bounded moment, Bounded out, Bounded correction) {
    if (moment.isZero()) {
      return out;
    }
    return out.minus(step.times(d).dividedBy(moment.dividedBy(correction).squareRoot()));
  }

  private static Bounded[] dot(Bounded[] x, Bounded[] y, Bounded... ignored) {
    List<Bounded> terms = new ArrayList<>();
    for (int k = 0; k < x.length; k++) {
      terms.add(x[k].times(y[k]));
    }
    return new Bounded[] {Bounded.sum(terms)};
  }

  private static VectorCase each(String name, Elementwise element, Computation computation) {
    return new VectorCase(
        name, (x, y, out) -> array(out.length, k -> element.at(x[k], y[k], out[k])), computation);
  }

  private static VectorCase reduction(String name, Definition definition, Reduction reduction) {
    return new VectorCase(
        name,
        (x, y, out) ->
            out.length == 0
                ? out
                : array(out.length, k -> k == 0 ? definition.of(x, y)[0] : out[k]),
        (vectors, x, y, out) -> {
          double[] elements = vectors.toArray(out);
          double result = reduction.run(vectors, x, y);
          if (elements.length > 0) {
            elements[0] = result;
          }
          vectors.write(elements, out);
        });
  }

  private static Bounded[] array(int length, IntFunction<Bounded> element) {
    Bounded[] result = new Bounded[length];
    for (int k = 0; k < length; k++) {
      result[k] = element.apply(k);
    }
    return result;
  }

  @Override
  public String toString() {
    return name;
  }
}
