package org.hypergrad.kernels.testkit;

import java.util.List;
import java.util.stream.IntStream;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.RowWeightState;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * Every operation ready to be called again and again, with all operands in the backend: for what is
 * asked of calls as such, which is what they allocate and how long they take.
 */
final class PreparedCalls implements AutoCloseable {

  /** The most rows of a batch. */
  private static final int BATCH = 64;

  /**
   * A call.
   *
   * @param name the operation and its rows, in words
   */
  record Call(Operation operation, String name, Runnable body) {}

  private final KernelProblem problem;
  private final LogisticKernels kernels;
  private final BilevelKernels bilevel;
  private final RowWeightKernels cleaning;
  private final Vectors vectors;
  private final double[] zs;
  private final double[] vs;
  private final double[] outs;
  private final Vec z;
  private final Vec v;
  private final Vec out;
  private final Vec other;
  private final Vec margins;
  private final Vec directional;
  private final Rows all = Rows.all();
  private final Rows weighted;
  private final Rows batch;
  private final Rows[] batches;

  /** By the last call that returned a number: what nobody wants is not computed. */
  private volatile double returned;

  /** Opens data in a backend. */
  PreparedCalls(Subject subject, KernelProblem problem, Dataset data) {
    this.problem = problem;
    int n = problem.rows();
    int p = problem.parameters();
    kernels = subject.logistic(data);
    vectors = kernels.vectors();
    bilevel = subject.bilevel(data, data, Penalty.perFeature(p));
    cleaning = subject.rowWeights(data, data, Penalty.fixed(p, 0.4, n));
    zs = problem.z();
    vs = problem.v();
    outs = new double[p];
    z = vectors.of(zs);
    v = vectors.of(vs);
    out = vectors.create(p);
    other = vectors.create(p);
    margins = vectors.of(problem.knownMargins());
    directional = vectors.create(n);
    weighted = Rows.all().weightedBy(vectors.of(problem.weights()));
    int rows = Math.min(BATCH, n);
    int[] listed = IntStream.range(0, rows).map(k -> n - 1 - k).toArray();
    listed[2] = listed[0]; // a row that comes twice
    batch = Rows.list(listed);
    batches = new Rows[] {Rows.range(0, rows), batch};
  }

  /** All of them; a call leaves nothing behind that another would mind. */
  List<Call> all() {
    return List.of(
        new Call(Operation.LOSS, "loss", () -> returned = kernels.loss(all, 1, z)),
        new Call(Operation.GRADIENT, "gradient", () -> kernels.gradient(all, 1, z, out)),
        new Call(
            Operation.GRADIENT, "gradient of a batch", () -> kernels.gradient(batch, 1, z, out)),
        new Call(
            Operation.LOSS_AND_GRADIENT,
            "lossAndGradient of weighted rows",
            () -> returned = kernels.lossAndGradient(weighted, 1, z, out)),
        new Call(
            Operation.HESSIAN_VECTOR,
            "hessianVector of weighted rows",
            () -> kernels.hessianVector(weighted, 1, z, v, out)),
        new Call(
            Operation.HESSIAN_VECTOR_FROM_MARGINS,
            "hessianVectorFromMargins of weighted rows",
            () -> kernels.hessianVectorFromMargins(weighted, 1, margins, v, out)),
        new Call(
            Operation.GRADIENT_AND_HESSIAN_VECTOR,
            "gradientAndHessianVector",
            () -> kernels.gradientAndHessianVector(all, 1, z, v, out, other)),
        new Call(
            Operation.HESSIAN_DIAGONAL,
            "hessianDiagonal",
            () -> kernels.hessianDiagonal(all, 1, z, out)),
        margins(),
        sagaGradient(),
        sagaGradientAndHessianVector(),
        new Call(
            Operation.DIRECTIONAL_DERIVATIVES,
            "directionalDerivatives of a batch",
            () -> kernels.directionalDerivatives(batch, z, v, directional)),
        new Call(
            Operation.GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
            "gradientHessianVectorAndDirectionalDerivatives of weighted rows",
            () ->
                kernels.gradientHessianVectorAndDirectionalDerivatives(
                    weighted, 1, z, v, out, other, directional)),
        sagaOfThree(),
        new Call(Operation.LOSS, "loss of arrays", () -> returned = kernels.loss(zs)),
        new Call(Operation.GRADIENT, "gradient of arrays", () -> kernels.gradient(zs, outs)),
        new Call(
            Operation.LOSS_AND_GRADIENT,
            "lossAndGradient of arrays",
            () -> returned = kernels.lossAndGradient(zs, outs)),
        new Call(
            Operation.HESSIAN_VECTOR,
            "hessianVector of arrays",
            () -> kernels.hessianVector(zs, vs, outs)),
        new Call(Operation.VECTORS, "dot", () -> returned = vectors.dot(z, v)),
        bilevelStep(),
        rowWeightStep());
  }

  private Call margins() {
    Vec computed = vectors.create(problem.rows() * problem.outputs());
    return new Call(Operation.MARGINS, "margins", () -> kernels.margins(all, z, computed));
  }

  private Call sagaGradient() {
    SagaTable table = SagaTable.zeros(kernels);
    return new Call(
        Operation.SAGA_GRADIENT,
        "sagaGradient of a batch",
        () -> kernels.sagaGradient(batch, 1, z, table, out));
  }

  private Call sagaGradientAndHessianVector() {
    SagaTable one = SagaTable.zeros(kernels);
    SagaTable two = SagaTable.zeros(kernels);
    return new Call(
        Operation.SAGA_GRADIENT_AND_HESSIAN_VECTOR,
        "sagaGradientAndHessianVector of a batch",
        () -> kernels.sagaGradientAndHessianVector(batch, 1, z, v, one, two, out, other));
  }

  private Call sagaOfThree() {
    SagaTable one = SagaTable.zeros(kernels);
    SagaTable two = SagaTable.zeros(kernels);
    return new Call(
        Operation.SAGA_GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
        "sagaGradientHessianVectorAndDirectionalDerivatives of a batch",
        () ->
            kernels.sagaGradientHessianVectorAndDirectionalDerivatives(
                batch, 1, z, v, one, two, out, other, directional));
  }

  private static BilevelStep step() {
    return BilevelStep.plain(StepSize.power(0.01, 0.5), StepSize.power(0.01, 0.5))
        .withBox(-1, 1)
        .withSecondMoment(0.9);
  }

  private Call bilevelStep() {
    BilevelState state =
        new BilevelState(
            vectors,
            vectors.of(zs),
            vectors.of(vs),
            vectors.create(problem.parameters()),
            SagaTables.zeros(bilevel.inner(), bilevel.outer()));
    BilevelStep step = step().withMomentum(0.5);
    return new Call(
        Operation.BILEVEL_STEP,
        "advance by two steps",
        () -> bilevel.advance(step, state, 1, 2, batches, 0.1, batches, 0.1));
  }

  private Call rowWeightStep() {
    RowWeightState state = cleaning.state(vectors.of(zs), vectors.create(problem.rows()), true);
    BilevelStep step = step();
    return new Call(
        Operation.ROW_WEIGHT_STEP,
        "advance by two steps on weights of rows",
        () -> cleaning.advance(step, state, 1, 2, batches, 0.1, batches, 0.1));
  }

  /** Until what was called is done, where a backend comes back before; the last number returned. */
  double await() {
    vectors.await();
    return returned;
  }

  @Override
  public void close() {
    cleaning.close();
    bilevel.close();
    kernels.close();
  }
}
