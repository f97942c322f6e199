package org.hypergrad.kernels;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dataset resident in a backend, with the operations of logistic regression on it.
 *
 * <p>Data terms only: out ← scale · Σ<sub>i in rows</sub> weight<sub>i</sub>·(…), overwriting, with
 * no regulariser inside and no hidden 1/n. With a<sub>i</sub> the features, y<sub>i</sub> = ±1 the
 * label and m<sub>i</sub> = a<sub>i</sub>·z the margin of row i: loss<sub>i</sub> = log(1 +
 * e^{−y<sub>i</sub>m<sub>i</sub>}), residual r<sub>i</sub> and curvature c<sub>i</sub> as in {@link
 * Logistic}. p = {@link #parameters()}, n = {@link #rows()}.
 *
 * <p>With k ≥ 3 classes a row has k margins, {@link #outputs()}, and z is a matrix of columns × k,
 * held feature by feature: the weight of column j for class c is element j·k + c. What is said of
 * margins, residuals and scalars of a row then holds for k of them, side by side, and c<sub>i</sub>
 * is a k × k matrix, as in {@link Softmax}: r<sub>i</sub> a<sub>i</sub> stands for the matrix
 * a<sub>i</sub> r<sub>i</sub>ᵀ, a<sub>i</sub>·v for the k numbers Vᵀa<sub>i</sub>.
 *
 * <p>Public methods check their arguments (every error is an {@link IllegalArgumentException}, the
 * same for all backends) and call the hook of the same name with a final {@code K}. Outputs come
 * last, are overwritten, and may not be inputs. Values of z are not checked: a NaN or an infinity
 * in z comes out in the results. Cost: one pass over the stored entries of the rows, or two where
 * margins must be known before sums. Nothing is allocated on a CPU once warm. One handle serves one
 * thread at a time; results are reproducible bit for bit on the same backend and machine.
 *
 * <p>The overloads on {@code double[]} are views on a CPU, and copies in and out on a device.
 */
public abstract class LogisticKernels implements AutoCloseable {

  private final Dataset dataset;
  private final Vectors vectors;
  private final int outputs;
  private final int parameters;
  private @Nullable Choice choice;
  private boolean closed;
  private final ArrayOperands arrays;

  // the last selection of all rows and what it means here, so that a full pass allocates nothing
  private Rows allRows = Rows.all();
  private Rows allSelected;

  /**
   * For backends.
   *
   * @throws IllegalArgumentException if the dataset has fewer than two classes, or more weights
   *     than a vector holds
   */
  protected LogisticKernels(Dataset dataset, Vectors vectors) {
    requireClasses(dataset);
    this.dataset = dataset;
    this.vectors = vectors;
    arrays = new ArrayOperands(vectors);
    outputs = dataset.labels().classes() == 2 ? 1 : dataset.labels().classes();
    parameters = lengthOf(dataset.columns());
    allSelected = allRows.within(dataset.rows());
  }

  static void requireClasses(Dataset data) {
    if (data.labels().classes() < 2) {
      throw new IllegalArgumentException(
          "logistic regression needs at least 2 classes, the data has " + data.labels().classes());
    }
  }

  /** The length of a vector with a place for every output of so many rows or columns. */
  final int lengthOf(int count) {
    if ((long) count * outputs > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d times %d classes is more than a vector holds".formatted(count, outputs));
    }
    return count * outputs;
  }

  /** The dataset that was opened. */
  public final Dataset dataset() {
    return dataset;
  }

  /** The vector operations of the backend, shared by every handle opened with this one. */
  public final Vectors vectors() {
    return vectors;
  }

  /** Number of rows, n. */
  public final int rows() {
    return dataset.rows();
  }

  /** Number of margins a row has: 1 for two classes, else the number of classes. */
  public final int outputs() {
    return outputs;
  }

  /** Length of z, p: the number of columns times {@link #outputs()}. */
  public final int parameters() {
    return parameters;
  }

  /** Which backend this is and why it was chosen; null if it was not opened by a selection. */
  public final @Nullable Choice choice() {
    return choice;
  }

  final void chosen(Choice made) {
    choice = made;
  }

  /**
   * What products of rows with vectors are computed in: floats only where that was permitted, and
   * is faster. Doubles unless overridden.
   */
  public Arithmetic arithmetic() {
    return Arithmetic.DOUBLE;
  }

  /** How the rows lie in memory and how many bytes they take, in words, for reports. */
  public String storage() {
    return "rows as read";
  }

  /** scale · Σ weight<sub>i</sub> loss<sub>i</sub>(z), with z of length p. */
  public final double loss(Rows rows, double scale, Vec z) {
    input(z, parameters());
    return lossK(within(rows), scale, z);
  }

  /** out ← scale · Σ weight<sub>i</sub> r<sub>i</sub> a<sub>i</sub>; z and out of length p. */
  public final void gradient(Rows rows, double scale, Vec z, Vec out) {
    input(z, parameters());
    Rows selected = within(rows);
    output(out, selected, z, z);
    gradientK(selected, scale, z, out);
  }

  /** {@link #gradient} and {@link #loss} in one pass. */
  public final double lossAndGradient(Rows rows, double scale, Vec z, Vec out) {
    input(z, parameters());
    Rows selected = within(rows);
    output(out, selected, z, z);
    return lossAndGradientK(selected, scale, z, out);
  }

  /**
   * out ← scale · Σ weight<sub>i</sub> c<sub>i</sub> (a<sub>i</sub>·v) a<sub>i</sub>; all of length
   * p.
   */
  public final void hessianVector(Rows rows, double scale, Vec z, Vec v, Vec out) {
    input(z, parameters());
    input(v, parameters());
    Rows selected = within(rows);
    output(out, selected, z, v);
    hessianVectorK(selected, scale, z, v, out);
  }

  /**
   * {@link #hessianVector} at a z whose margins are known, which spares every product with the same
   * z their computation: for conjugate gradients and other methods that stay at a point.
   *
   * @param margins length n times {@link #outputs()}, indexed by row number, as {@link #margins} of
   *     all rows gives them; those of rows that are not selected are not read
   * @param v length p
   * @param out length p
   */
  public final void hessianVectorFromMargins(Rows rows, double scale, Vec margins, Vec v, Vec out) {
    vectors.check(margins, lengthOf(rows()));
    input(v, parameters());
    Rows selected = within(rows);
    output(out, selected, margins, v);
    hessianVectorFromMarginsK(selected, scale, margins, v, out);
  }

  /** {@link #gradient} and {@link #hessianVector} in one pass over the rows. */
  public final void gradientAndHessianVector(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    Rows selected = directions(rows, z, v, gradient, hessianVector);
    gradientAndHessianVectorK(selected, scale, z, v, gradient, hessianVector);
  }

  /**
   * out<sub>j</sub> ← scale · Σ weight<sub>i</sub> c<sub>i</sub> a<sub>ij</sub>²; length p. With
   * many classes c<sub>i</sub> has the diagonal π<sub>c</sub>(1 − π<sub>c</sub>).
   */
  public final void hessianDiagonal(Rows rows, double scale, Vec z, Vec out) {
    input(z, parameters());
    Rows selected = within(rows);
    output(out, selected, z, z);
    hessianDiagonalK(selected, scale, z, out);
  }

  /**
   * out<sub>k</sub> ← a<sub>row k</sub>·z, without weights.
   *
   * @param out length of the selection, the number of rows, repeats counted, times {@link
   *     #outputs()}: the margins of a row side by side
   */
  public final void margins(Rows rows, Vec z, Vec out) {
    input(z, parameters());
    Rows selected = within(rows);
    vectors.check(out, lengthOf(selected.count()));
    Vectors.checkDistinct(z, out);
    marginsK(selected, z, out);
  }

  /**
   * out<sub>i</sub> ← r<sub>i</sub>·(a<sub>i</sub>·v) for every row i selected: the derivative of
   * loss<sub>i</sub> along v, without weight or scale. Places of other rows are left as they are.
   *
   * @param z length p
   * @param v length p
   * @param out length n, indexed by row number
   */
  public final void directionalDerivatives(Rows rows, Vec z, Vec v, Vec out) {
    input(z, parameters());
    input(v, parameters());
    Rows selected = within(rows);
    vectors.check(out, rows());
    distinct(out, selected, z, v);
    directionalDerivativesK(selected, z, v, out);
  }

  /**
   * {@link #gradient}, {@link #hessianVector} and {@link #directionalDerivatives} in one pass.
   *
   * @param directional length n
   */
  public final void gradientHessianVectorAndDirectionalDerivatives(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector, Vec directional) {
    Rows selected = directions(rows, z, v, gradient, hessianVector);
    directional(directional, selected, z, v, gradient, hessianVector);
    gradientHessianVectorAndDirectionalDerivativesK(
        selected, scale, z, v, gradient, hessianVector, directional);
  }

  /**
   * The SAGA estimate of a mean gradient, and the update of its memory.
   *
   * <p>With δ<sub>i</sub> = weight<sub>i</sub> r<sub>i</sub> − R<sub>i</sub>, R the table's scalars
   * before the call: out ← scale · Σ δ<sub>i</sub> a<sub>i</sub> + average; then average ← average
   * + rowScale · Σ<sub>distinct i</sub> δ<sub>i</sub> a<sub>i</sub> and R<sub>i</sub> ←
   * weight<sub>i</sub> r<sub>i</sub>. A row that occurs twice counts twice in out and once in the
   * average, so that the table's invariant holds.
   */
  public final void sagaGradient(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    input(z, parameters());
    Rows selected = within(rows);
    table(residuals, selected, z, z);
    output(out, selected, z, z);
    distinct(residuals, out, out);
    sagaGradientK(selected, scale, z, residuals, out);
  }

  /**
   * {@link #sagaGradient} and the same for the Hessian-vector product, in one pass: the table
   * {@code curvatures} holds weight<sub>i</sub> c<sub>i</sub> (a<sub>i</sub>·v).
   */
  public final void sagaGradientAndHessianVector(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector) {
    Rows selected = directions(rows, z, v, gradient, hessianVector);
    tables(residuals, curvatures, selected, z, v, gradient, hessianVector);
    sagaGradientAndHessianVectorK(
        selected, scale, z, v, residuals, curvatures, gradient, hessianVector);
  }

  /**
   * {@link #sagaGradientAndHessianVector} and {@link #directionalDerivatives} in one pass.
   *
   * @param directional length n
   */
  public final void sagaGradientHessianVectorAndDirectionalDerivatives(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector,
      Vec directional) {
    Rows selected = directions(rows, z, v, gradient, hessianVector);
    tables(residuals, curvatures, selected, z, v, gradient, hessianVector);
    directional(directional, selected, z, v, gradient, hessianVector);
    distinct(residuals, directional, directional);
    distinct(curvatures, directional, directional);
    sagaGradientHessianVectorAndDirectionalDerivativesK(
        selected, scale, z, v, residuals, curvatures, gradient, hessianVector, directional);
  }

  /** Σ loss<sub>i</sub> over all rows, z of length p. */
  public final double loss(double[] z) {
    return loss(Rows.all(), 1, arrays.resident(0, arrays.view(0, z)));
  }

  /** out ← Σ r<sub>i</sub> a<sub>i</sub> over all rows; z and out of length p. */
  public final void gradient(double[] z, double[] out) {
    HostVec output = arrays.view(ArrayOperands.OUTPUT, out);
    HostVec input = arrays.view(0, z);
    Vectors.checkDistinct(input, output);
    Vec result = arrays.resident(ArrayOperands.OUTPUT, output);
    gradient(Rows.all(), 1, arrays.resident(0, input), result);
    arrays.release(result, out);
  }

  /** out ← Σ r<sub>i</sub> a<sub>i</sub> over all rows, returning Σ loss<sub>i</sub>. */
  public final double lossAndGradient(double[] z, double[] out) {
    return lossAndGradient(Rows.all(), 1, z, out);
  }

  /** As {@link #lossAndGradient(Rows, double, Vec, Vec)}, on arrays. */
  public final double lossAndGradient(Rows rows, double scale, double[] z, double[] out) {
    HostVec output = arrays.view(ArrayOperands.OUTPUT, out);
    HostVec input = arrays.view(0, z);
    Vectors.checkDistinct(input, output);
    Vec result = arrays.resident(ArrayOperands.OUTPUT, output);
    double loss = lossAndGradient(rows, scale, arrays.resident(0, input), result);
    arrays.release(result, out);
    return loss;
  }

  /** out ← Σ c<sub>i</sub> (a<sub>i</sub>·v) a<sub>i</sub> over all rows; all of length p. */
  public final void hessianVector(double[] z, double[] v, double[] out) {
    hessianVector(Rows.all(), 1, z, v, out);
  }

  /** As {@link #hessianVector(Rows, double, Vec, Vec, Vec)}, on arrays. */
  public final void hessianVector(Rows rows, double scale, double[] z, double[] v, double[] out) {
    HostVec output = arrays.view(ArrayOperands.OUTPUT, out);
    HostVec input = arrays.view(0, z);
    HostVec direction = arrays.view(1, v);
    Vectors.checkDistinct(input, output);
    Vectors.checkDistinct(direction, output);
    Vec result = arrays.resident(ArrayOperands.OUTPUT, output);
    hessianVector(rows, scale, arrays.resident(0, input), arrays.resident(1, direction), result);
    arrays.release(result, out);
  }

  private Rows within(Rows rows) {
    if (closed) {
      throw new IllegalStateException("the kernels are closed");
    }
    if (rows.isAll() && rows != allRows) {
      allSelected = rows.within(rows());
      allRows = rows;
    }
    Rows selected = rows.isAll() ? allSelected : rows.within(rows());
    Vec weights = selected.weights();
    if (weights != null) {
      vectors.check(weights, rows());
    }
    return selected;
  }

  private void input(Vec vec, int length) {
    vectors.check(vec, length);
  }

  private void output(Vec out, Rows selected, Vec z, Vec v) {
    vectors.check(out, parameters());
    distinct(out, selected, z, v);
  }

  private Rows directions(Rows rows, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    input(z, parameters());
    input(v, parameters());
    Rows selected = within(rows);
    output(gradient, selected, z, v);
    output(hessianVector, selected, z, v);
    Vectors.checkDistinct(gradient, hessianVector);
    return selected;
  }

  private void directional(Vec out, Rows selected, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    vectors.check(out, rows());
    distinct(out, selected, z, v);
    Vectors.checkDistinct(gradient, out);
    Vectors.checkDistinct(hessianVector, out);
  }

  private void tables(
      SagaTable residuals,
      SagaTable curvatures,
      Rows selected,
      Vec z,
      Vec v,
      Vec gradient,
      Vec hessianVector) {
    table(residuals, selected, z, v);
    table(curvatures, selected, z, v);
    distinct(residuals, curvatures.scalars(), curvatures.average());
    distinct(residuals, gradient, hessianVector);
    distinct(curvatures, gradient, hessianVector);
  }

  private void table(SagaTable table, Rows selected, Vec z, Vec v) {
    table.check(this);
    distinct(table.scalars(), selected, z, v);
    distinct(table.average(), selected, z, v);
  }

  private static void distinct(Vec out, Rows selected, Vec z, Vec v) {
    Vectors.checkDistinct(z, out);
    Vectors.checkDistinct(v, out);
    Vec weights = selected.weights();
    if (weights != null) {
      Vectors.checkDistinct(weights, out);
    }
  }

  private static void distinct(SagaTable table, Vec first, Vec second) {
    Vectors.checkDistinct(table.scalars(), first);
    Vectors.checkDistinct(table.scalars(), second);
    Vectors.checkDistinct(table.average(), first);
    Vectors.checkDistinct(table.average(), second);
  }

  /** Hook of {@link #loss(Rows, double, Vec)}; rows are never {@link Rows#isAll() all}. */
  protected abstract double lossK(Rows rows, double scale, Vec z);

  /** Hook of {@link #gradient(Rows, double, Vec, Vec)}. */
  protected abstract void gradientK(Rows rows, double scale, Vec z, Vec out);

  /** Hook of {@link #lossAndGradient(Rows, double, Vec, Vec)}. */
  protected abstract double lossAndGradientK(Rows rows, double scale, Vec z, Vec out);

  /** Hook of {@link #hessianVector(Rows, double, Vec, Vec, Vec)}. */
  protected abstract void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out);

  /** Hook of {@link #hessianVectorFromMargins}. */
  protected abstract void hessianVectorFromMarginsK(
      Rows rows, double scale, Vec margins, Vec v, Vec out);

  /** Hook of {@link #gradientAndHessianVector}. */
  protected abstract void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector);

  /** Hook of {@link #hessianDiagonal}. */
  protected abstract void hessianDiagonalK(Rows rows, double scale, Vec z, Vec out);

  /** Hook of {@link #margins}. */
  protected abstract void marginsK(Rows rows, Vec z, Vec out);

  /** Hook of {@link #directionalDerivatives}. */
  protected abstract void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out);

  /** Hook of {@link #gradientHessianVectorAndDirectionalDerivatives}. */
  protected abstract void gradientHessianVectorAndDirectionalDerivativesK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector, Vec directional);

  /** Hook of {@link #sagaGradient}. */
  protected abstract void sagaGradientK(
      Rows rows, double scale, Vec z, SagaTable residuals, Vec out);

  /** Hook of {@link #sagaGradientAndHessianVector}. */
  protected abstract void sagaGradientAndHessianVectorK(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector);

  /** Hook of {@link #sagaGradientHessianVectorAndDirectionalDerivatives}. */
  protected abstract void sagaGradientHessianVectorAndDirectionalDerivativesK(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector,
      Vec directional);

  /** Releases what the backend holds; later calls throw {@link IllegalStateException}. */
  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      closeK();
    }
  }

  /** Hook of {@link #close}, called once. */
  protected void closeK() {}

  @Override
  public String toString() {
    return "%s[%d × %d]"
        .formatted(
            Objects.requireNonNullElse(choice, getClass().getSimpleName()), rows(), parameters());
  }
}
