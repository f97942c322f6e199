package org.hypergrad.kernels;

/**
 * The vector operations a solver needs, computed where the vectors live.
 *
 * <p>Public methods check their arguments, here and once for all backends, and call the hook of the
 * same name with a final {@code K}, which only computes. All vectors of a call must have the same
 * length unless said otherwise. Outputs come last; an output may not be one of the inputs unless
 * said. Errors are {@link IllegalArgumentException}s. Every operation costs one pass over its
 * vectors and allocates nothing on a CPU. Not thread-safe.
 */
public abstract class Vectors {

  /** For backends. */
  protected Vectors() {}

  /** A new vector of zeros. */
  public final Vec create(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("a vector of length " + length);
    }
    return createK(length);
  }

  /** A new vector with the given elements, copied. */
  public final Vec of(double... elements) {
    Vec vec = createK(elements.length);
    writeK(elements, vec);
    return vec;
  }

  /** Copies a vector out into an array of the same length. */
  public final void read(Vec from, double[] to) {
    check(from, to.length);
    readK(from, to);
  }

  /** A copy of the vector's elements. */
  public final double[] toArray(Vec vec) {
    double[] copy = new double[vec.length()];
    read(vec, copy);
    return copy;
  }

  /** Copies an array of the same length into a vector. */
  public final void write(double[] from, Vec to) {
    check(to, from.length);
    writeK(from, to);
  }

  /**
   * Copies chosen elements out: to[k] ← the element of the k-th row selected.
   *
   * @param rows which elements, weights without effect
   * @param from indexed by row
   * @param to not shorter than the selection; what is beyond it stays
   */
  public final void read(Rows rows, Vec from, double[] to) {
    readK(chosen(rows, from, to), from, to);
  }

  /**
   * Copies chosen elements in: the element of the k-th row selected ← from[k], the last one where a
   * row is repeated. Other elements stay.
   *
   * @param rows which elements, weights without effect
   * @param from not shorter than the selection
   * @param to indexed by row
   */
  public final void write(Rows rows, double[] from, Vec to) {
    writeK(chosen(rows, to, from), from, to);
  }

  private Rows chosen(Rows rows, Vec vec, double[] array) {
    check(vec, vec.length());
    Rows selected = rows.within(vec.length());
    if (array.length < selected.count()) {
      throw new IllegalArgumentException(
          "an array of %d numbers for %d rows".formatted(array.length, selected.count()));
    }
    return selected;
  }

  /**
   * Waits until what was asked for is done. On a CPU it is; on a device most calls only queue their
   * work, so that whoever measures time must wait, and may be told what an earlier call did wrong.
   */
  public final void await() {
    awaitK();
  }

  /** x ← value, in every element. */
  public final void fill(double value, Vec x) {
    check(x, x.length());
    fillK(value, x);
  }

  /** y ← x. */
  public final void copy(Vec x, Vec y) {
    checkPair(x, y);
    copyK(x, y);
  }

  /** x ← a·x. */
  public final void scale(double a, Vec x) {
    check(x, x.length());
    scaleK(a, x);
  }

  /** y ← y + a·x. */
  public final void axpy(double a, Vec x, Vec y) {
    checkPair(x, y);
    axpyK(a, x, y);
  }

  /** Σ x<sub>i</sub> y<sub>i</sub>, summed in an order fixed for the backend; x may be y. */
  public final double dot(Vec x, Vec y) {
    check(x, x.length());
    check(y, x.length());
    return dotK(x, y);
  }

  /** √(x·x), without care for overflow. */
  public final double norm(Vec x) {
    return Math.sqrt(dot(x, x));
  }

  /** out ← out + a·(x∘y), elementwise; x may be y. */
  public final void multiplyAdd(double a, Vec x, Vec y, Vec out) {
    check(x, out.length());
    checkPair(y, out);
    checkDistinct(x, out);
    multiplyAddK(a, x, y, out);
  }

  /** x ← Π(x), the projection on the box [lower, upper] in every element. */
  public final void clip(double lower, double upper, Vec x) {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException("a box from %s to %s".formatted(lower, upper));
    }
    check(x, x.length());
    clipK(lower, upper, x);
  }

  /** average ← decay·average + (1 − decay)·x. */
  public final void average(double decay, Vec x, Vec average) {
    checkPair(x, average);
    averageK(decay, x, average);
  }

  /** average ← decay·average + (1 − decay)·x∘x: a running second moment. */
  public final void averageSquares(double decay, Vec x, Vec average) {
    checkPair(x, average);
    averageSquaresK(decay, x, average);
  }

  /**
   * x ← x − step·d/√(moment/correction), elementwise; an element whose moment is zero stays.
   *
   * @param correction 1 − decay<sup>t</sup>, which takes the bias of a moment started at zero away
   */
  public final void normalizedStep(double step, Vec d, Vec moment, double correction, Vec x) {
    check(moment, x.length());
    checkPair(d, x);
    checkDistinct(moment, x);
    normalizedStepK(step, d, moment, correction, x);
  }

  /** z ← z / (1 + step·e), elementwise: the semi-implicit half of a regularised step. */
  public final void shrink(double step, Vec e, Vec z) {
    checkPair(e, z);
    shrinkK(step, e, z);
  }

  /**
   * out<sub>k</sub> ← e^{x<sub>g(k)</sub>}, the penalty's coefficient of every inner coordinate: 0
   * where a coordinate is not penalised, the fixed strength where it is fixed.
   *
   * @param x length d
   * @param out length p
   */
  public final void coefficients(Penalty penalty, Vec x, Vec out) {
    check(x, penalty.outerDimension());
    check(out, penalty.innerDimension());
    checkDistinct(x, out);
    coefficientsK(penalty, x, out);
  }

  /**
   * out<sub>g</sub> ← Σ<sub>k in group g</sub> e<sub>k</sub> z<sub>k</sub> v<sub>k</sub>: the
   * penalty's mixed derivative ∇²₂₁ applied to v; zero for a fixed penalty.
   *
   * @param e from {@link #coefficients}, length p
   * @param z length p
   * @param v length p
   * @param out length d
   */
  public final void mixedDerivative(Penalty penalty, Vec e, Vec z, Vec v, Vec out) {
    check(e, penalty.innerDimension());
    check(z, penalty.innerDimension());
    check(v, penalty.innerDimension());
    check(out, penalty.outerDimension());
    checkDistinct(e, out);
    checkDistinct(z, out);
    checkDistinct(v, out);
    mixedDerivativeK(penalty, e, z, v, out);
  }

  /**
   * Checks that a vector is of this backend and has the given length.
   *
   * @throws IllegalArgumentException if not
   */
  public final void check(Vec vec, int length) {
    if (!owns(vec)) {
      throw new IllegalArgumentException(
          "a vector of another backend: " + vec.getClass().getSimpleName());
    }
    if (vec.length() != length) {
      throw new IllegalArgumentException(
          "a vector of length %d where %d is needed".formatted(vec.length(), length));
    }
  }

  private void checkPair(Vec in, Vec out) {
    check(out, out.length());
    check(in, out.length());
    checkDistinct(in, out);
  }

  static void checkDistinct(Vec in, Vec out) {
    if (in.overlaps(out)) {
      throw new IllegalArgumentException("an output vector is also an input");
    }
  }

  /** True if the vector was made by this backend, or is one it can compute with as it is. */
  protected abstract boolean owns(Vec vec);

  /** Hook of {@link #create}. */
  protected abstract Vec createK(int length);

  /** Hook of {@link #read(Vec, double[])}. */
  protected abstract void readK(Vec from, double[] to);

  /** Hook of {@link #write(double[], Vec)}. */
  protected abstract void writeK(double[] from, Vec to);

  /** Hook of {@link #read(Rows, Vec, double[])}; rows are never {@link Rows#isAll() all}. */
  protected abstract void readK(Rows rows, Vec from, double[] to);

  /** Hook of {@link #write(Rows, double[], Vec)}; rows are never {@link Rows#isAll() all}. */
  protected abstract void writeK(Rows rows, double[] from, Vec to);

  /** Hook of {@link #await}. */
  protected void awaitK() {}

  /** Hook of {@link #fill}. */
  protected abstract void fillK(double value, Vec x);

  /** Hook of {@link #copy}. */
  protected abstract void copyK(Vec x, Vec y);

  /** Hook of {@link #scale}. */
  protected abstract void scaleK(double a, Vec x);

  /** Hook of {@link #axpy}. */
  protected abstract void axpyK(double a, Vec x, Vec y);

  /** Hook of {@link #dot}. */
  protected abstract double dotK(Vec x, Vec y);

  /** Hook of {@link #multiplyAdd}. */
  protected abstract void multiplyAddK(double a, Vec x, Vec y, Vec out);

  /** Hook of {@link #clip}. */
  protected abstract void clipK(double lower, double upper, Vec x);

  /** Hook of {@link #average}. */
  protected abstract void averageK(double decay, Vec x, Vec average);

  /** Hook of {@link #averageSquares}. */
  protected abstract void averageSquaresK(double decay, Vec x, Vec average);

  /** Hook of {@link #normalizedStep}. */
  protected abstract void normalizedStepK(double step, Vec d, Vec moment, double correction, Vec x);

  /** Hook of {@link #shrink}. */
  protected abstract void shrinkK(double step, Vec e, Vec z);

  /** Hook of {@link #coefficients}. */
  protected abstract void coefficientsK(Penalty penalty, Vec x, Vec out);

  /** Hook of {@link #mixedDerivative}. */
  protected abstract void mixedDerivativeK(Penalty penalty, Vec e, Vec z, Vec v, Vec out);
}
