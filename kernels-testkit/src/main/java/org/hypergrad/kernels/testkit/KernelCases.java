package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * The table of cases: for every {@link Operation} what the oracle says and how a backend is called.
 * Crossed with {@link KernelProblem}, {@link Storage} and {@link RowChoice} by {@link TableChecks}.
 */
final class KernelCases {

  private KernelCases() {}

  /** What must come out, by name. */
  @FunctionalInterface
  interface Oracle {
    Map<String, Bounded[]> outputs(ExactLogistic exact, KernelRun run);
  }

  /** What comes out, by the same names. */
  @FunctionalInterface
  interface Computation {
    Map<String, double[]> outputs(BilevelKernels kernels, KernelRun run);
  }

  /** A call on one of the two handles. */
  @FunctionalInterface
  private interface Call {
    Map<String, double[]> outputs(LogisticKernels kernels, KernelRun.Inputs inputs);
  }

  /** An operation, what it must give, and how it is called. */
  record KernelCase(Operation operation, Oracle oracle, Computation computation) {
    private static KernelCase of(Operation operation, Oracle oracle, Call call) {
      return new KernelCase(operation, oracle, onInputs(call));
    }

    /** Whether so selected rows are another case for this operation than some that are not. */
    boolean distinguishes(RowChoice choice, boolean weighted) {
      return switch (operation) {
        case VECTORS -> choice == RowChoice.ALL && !weighted;
        case BILEVEL_STEP, ROW_WEIGHT_STEP, MARGINS -> !weighted;
        default -> true;
      };
    }

    /** The kernels that the operation is called on, inner and outer rows being the same. */
    BilevelKernels open(Subject subject, KernelProblem problem, Dataset data) {
      return operation == Operation.ROW_WEIGHT_STEP
          ? subject.rowWeights(data, data, RowWeightCase.penalty(problem))
          : subject.bilevel(data, data, BilevelCase.penalty(problem));
    }

    /** Those of the kernels that the operation computes with. */
    List<LogisticKernels> handles(BilevelKernels kernels) {
      return switch (operation) {
        case BILEVEL_STEP, ROW_WEIGHT_STEP -> List.of(kernels.inner(), kernels.outer());
        default -> List.of(kernels.inner());
      };
    }

    @Override
    public String toString() {
      return operation.name();
    }
  }

  static final List<KernelCase> ALL =
      List.of(
          KernelCase.of(Operation.LOSS, KernelCases::exactLoss, KernelCases::loss),
          KernelCase.of(Operation.GRADIENT, KernelCases::exactGradient, KernelCases::gradient),
          KernelCase.of(
              Operation.LOSS_AND_GRADIENT,
              (exact, run) -> join(exactLoss(exact, run), exactGradient(exact, run)),
              KernelCases::lossAndGradient),
          KernelCase.of(
              Operation.HESSIAN_VECTOR, KernelCases::exactProduct, KernelCases::hessianVector),
          KernelCase.of(
              Operation.HESSIAN_VECTOR_FROM_MARGINS,
              KernelCases::exactProductFromMargins,
              KernelCases::hessianVectorFromMargins),
          KernelCase.of(
              Operation.GRADIENT_AND_HESSIAN_VECTOR,
              (exact, run) -> join(exactGradient(exact, run), exactProduct(exact, run)),
              KernelCases::gradientAndHessianVector),
          KernelCase.of(
              Operation.HESSIAN_DIAGONAL, KernelCases::exactDiagonal, KernelCases::hessianDiagonal),
          KernelCase.of(Operation.MARGINS, KernelCases::exactMargins, KernelCases::margins),
          KernelCase.of(
              Operation.SAGA_GRADIENT, KernelCases::exactSagaGradient, KernelCases::sagaGradient),
          KernelCase.of(
              Operation.SAGA_GRADIENT_AND_HESSIAN_VECTOR,
              (exact, run) -> join(exactSagaGradient(exact, run), exactSagaProduct(exact, run)),
              KernelCases::sagaGradientAndHessianVector),
          KernelCase.of(
              Operation.DIRECTIONAL_DERIVATIVES,
              KernelCases::exactDirectional,
              KernelCases::directionalDerivatives),
          KernelCase.of(
              Operation.GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
              (exact, run) ->
                  join(
                      join(exactGradient(exact, run), exactProduct(exact, run)),
                      exactDirectional(exact, run)),
              KernelCases::gradientHessianVectorAndDirectional),
          KernelCase.of(
              Operation.SAGA_GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
              (exact, run) ->
                  join(
                      join(exactSagaGradient(exact, run), exactSagaProduct(exact, run)),
                      exactDirectional(exact, run)),
              KernelCases::sagaGradientHessianVectorAndDirectional),
          new KernelCase(Operation.BILEVEL_STEP, BilevelCase::exactOutputs, BilevelCase::outputs),
          new KernelCase(
              Operation.ROW_WEIGHT_STEP, RowWeightCase::exactOutputs, RowWeightCase::outputs),
          KernelCase.of(
              Operation.VECTORS, (exact, run) -> exactVectors(run), KernelCases::vectors));

  private static Computation onInputs(Call call) {
    return (kernels, run) -> {
      KernelRun.Inputs inputs = new KernelRun.Inputs(kernels.vectors(), run);
      Map<String, double[]> outputs = call.outputs(kernels.inner(), inputs);
      inputs.assertUnchanged();
      return outputs;
    };
  }

  private static <T> Map<String, T> join(Map<String, T> first, Map<String, T> second) {
    Map<String, T> all = new LinkedHashMap<>(first);
    all.putAll(second);
    return all;
  }

  private static Bounded scale(KernelRun run) {
    return run.problem().number(KernelRun.SCALE);
  }

  private static Bounded[] z(KernelRun run) {
    return run.problem().numbers(run.problem().z());
  }

  private static Bounded[] v(KernelRun run) {
    return run.problem().numbers(run.problem().v());
  }

  private static Map<String, Bounded[]> exactLoss(ExactLogistic exact, KernelRun run) {
    Bounded loss = exact.loss(run.rows(), run.weights(), scale(run), z(run));
    return Map.of("loss", new Bounded[] {loss});
  }

  private static Map<String, double[]> loss(LogisticKernels kernels, KernelRun.Inputs in) {
    return Map.of("loss", new double[] {kernels.loss(in.rows, KernelRun.SCALE, in.z)});
  }

  private static Map<String, Bounded[]> exactGradient(ExactLogistic exact, KernelRun run) {
    return Map.of("gradient", exact.gradient(run.rows(), run.weights(), scale(run), z(run)));
  }

  private static Map<String, double[]> gradient(LogisticKernels kernels, KernelRun.Inputs in) {
    Vec out = in.output();
    kernels.gradient(in.rows, KernelRun.SCALE, in.z, out);
    return Map.of("gradient", kernels.vectors().toArray(out));
  }

  private static Map<String, double[]> lossAndGradient(
      LogisticKernels kernels, KernelRun.Inputs in) {
    Vec out = in.output();
    double loss = kernels.lossAndGradient(in.rows, KernelRun.SCALE, in.z, out);
    return Map.of("loss", new double[] {loss}, "gradient", kernels.vectors().toArray(out));
  }

  private static Map<String, Bounded[]> exactProduct(ExactLogistic exact, KernelRun run) {
    Bounded[] product = exact.hessianVector(run.rows(), run.weights(), scale(run), z(run), v(run));
    return Map.of("Hessian-vector product", product);
  }

  private static Map<String, double[]> hessianVector(LogisticKernels kernels, KernelRun.Inputs in) {
    Vec out = in.output();
    kernels.hessianVector(in.rows, KernelRun.SCALE, in.z, in.v, out);
    return Map.of("Hessian-vector product", kernels.vectors().toArray(out));
  }

  private static Map<String, Bounded[]> exactProductFromMargins(
      ExactLogistic exact, KernelRun run) {
    Bounded[] known = run.problem().numbers(run.problem().knownMargins());
    return Map.of(
        "Hessian-vector product",
        exact.hessianVectorFromMargins(run.rows(), run.weights(), scale(run), known, v(run)));
  }

  private static Map<String, double[]> hessianVectorFromMargins(
      LogisticKernels kernels, KernelRun.Inputs in) {
    Vec out = in.output();
    kernels.hessianVectorFromMargins(in.rows, KernelRun.SCALE, in.knownMargins, in.v, out);
    return Map.of("Hessian-vector product", kernels.vectors().toArray(out));
  }

  private static Map<String, double[]> gradientAndHessianVector(
      LogisticKernels kernels, KernelRun.Inputs in) {
    Vec gradient = in.output();
    Vec product = in.output();
    kernels.gradientAndHessianVector(in.rows, KernelRun.SCALE, in.z, in.v, gradient, product);
    return Map.of(
        "gradient",
        kernels.vectors().toArray(gradient),
        "Hessian-vector product",
        kernels.vectors().toArray(product));
  }

  private static Map<String, Bounded[]> exactDiagonal(ExactLogistic exact, KernelRun run) {
    return Map.of("diagonal", exact.hessianDiagonal(run.rows(), run.weights(), scale(run), z(run)));
  }

  private static Map<String, double[]> hessianDiagonal(
      LogisticKernels kernels, KernelRun.Inputs in) {
    Vec out = in.output();
    kernels.hessianDiagonal(in.rows, KernelRun.SCALE, in.z, out);
    return Map.of("diagonal", kernels.vectors().toArray(out));
  }

  private static Map<String, Bounded[]> exactMargins(ExactLogistic exact, KernelRun run) {
    return Map.of("margins", exact.margins(run.rows(), z(run)));
  }

  private static Map<String, double[]> margins(LogisticKernels kernels, KernelRun.Inputs in) {
    Vec out = in.output(in.rows.within(kernels.rows()).count() * kernels.outputs());
    kernels.margins(in.rows, in.z, out);
    return Map.of("margins", kernels.vectors().toArray(out));
  }

  private static Map<String, Bounded[]> exactDirectional(ExactLogistic exact, KernelRun run) {
    Bounded[] before = run.problem().numbers(run.untouched());
    return Map.of(
        "directional derivatives",
        exact.directionalDerivatives(run.rows(), z(run), v(run), before));
  }

  private static Map<String, double[]> directionalDerivatives(
      LogisticKernels kernels, KernelRun.Inputs in) {
    Vec out = in.directional();
    kernels.directionalDerivatives(in.rows, in.z, in.v, out);
    return Map.of("directional derivatives", kernels.vectors().toArray(out));
  }

  private static Map<String, double[]> gradientHessianVectorAndDirectional(
      LogisticKernels kernels, KernelRun.Inputs in) {
    Vec gradient = in.output();
    Vec product = in.output();
    Vec directional = in.directional();
    kernels.gradientHessianVectorAndDirectionalDerivatives(
        in.rows, KernelRun.SCALE, in.z, in.v, gradient, product, directional);
    Vectors vectors = kernels.vectors();
    return Map.of(
        "gradient",
        vectors.toArray(gradient),
        "Hessian-vector product",
        vectors.toArray(product),
        "directional derivatives",
        vectors.toArray(directional));
  }

  private static final double RESIDUAL_PHASE = 1;
  private static final double CURVATURE_PHASE = 2;

  private static Map<String, Bounded[]> exactSagaGradient(ExactLogistic exact, KernelRun run) {
    ExactLogistic.Table table = run.exactTable(RESIDUAL_PHASE);
    Bounded[] fresh = exact.residuals(run.rows(), run.weights(), z(run));
    Bounded[] estimate = exact.saga(run.rows(), scale(run), fresh, table);
    return Map.of(
        "gradient", estimate, "residuals", table.scalars(), "average gradient", table.average());
  }

  private static Map<String, Bounded[]> exactSagaProduct(ExactLogistic exact, KernelRun run) {
    ExactLogistic.Table table = run.exactTable(CURVATURE_PHASE);
    Bounded[] fresh = exact.curvaturesAlong(run.rows(), run.weights(), z(run), v(run));
    Bounded[] estimate = exact.saga(run.rows(), scale(run), fresh, table);
    return Map.of(
        "Hessian-vector product",
        estimate,
        "curvatures",
        table.scalars(),
        "average product",
        table.average());
  }

  private static Map<String, double[]> sagaGradient(LogisticKernels kernels, KernelRun.Inputs in) {
    SagaTable table = in.table(RESIDUAL_PHASE);
    Vec out = in.output();
    kernels.sagaGradient(in.rows, KernelRun.SCALE, in.z, table, out);
    Vectors vectors = kernels.vectors();
    return Map.of(
        "gradient",
        vectors.toArray(out),
        "residuals",
        vectors.toArray(table.scalars()),
        "average gradient",
        vectors.toArray(table.average()));
  }

  private static Map<String, double[]> sagaGradientAndHessianVector(
      LogisticKernels kernels, KernelRun.Inputs in) {
    SagaTable residuals = in.table(RESIDUAL_PHASE);
    SagaTable curvatures = in.table(CURVATURE_PHASE);
    Vec gradient = in.output();
    Vec product = in.output();
    kernels.sagaGradientAndHessianVector(
        in.rows, KernelRun.SCALE, in.z, in.v, residuals, curvatures, gradient, product);
    return sagaOutputs(kernels.vectors(), residuals, curvatures, gradient, product);
  }

  private static Map<String, double[]> sagaGradientHessianVectorAndDirectional(
      LogisticKernels kernels, KernelRun.Inputs in) {
    SagaTable residuals = in.table(RESIDUAL_PHASE);
    SagaTable curvatures = in.table(CURVATURE_PHASE);
    Vec gradient = in.output();
    Vec product = in.output();
    Vec directional = in.directional();
    kernels.sagaGradientHessianVectorAndDirectionalDerivatives(
        in.rows,
        KernelRun.SCALE,
        in.z,
        in.v,
        residuals,
        curvatures,
        gradient,
        product,
        directional);
    Vectors vectors = kernels.vectors();
    return join(
        sagaOutputs(vectors, residuals, curvatures, gradient, product),
        Map.of("directional derivatives", vectors.toArray(directional)));
  }

  private static Map<String, double[]> sagaOutputs(
      Vectors vectors, SagaTable residuals, SagaTable curvatures, Vec gradient, Vec product) {
    return Map.of(
        "gradient",
        vectors.toArray(gradient),
        "residuals",
        vectors.toArray(residuals.scalars()),
        "average gradient",
        vectors.toArray(residuals.average()),
        "Hessian-vector product",
        vectors.toArray(product),
        "curvatures",
        vectors.toArray(curvatures.scalars()),
        "average product",
        vectors.toArray(curvatures.average()));
  }

  /** Vectors of the length of z; y is not negative, and its first element zero. */
  private static double[] notNegative(int length) {
    double[] y = new double[length];
    Arrays.setAll(y, k -> 0.75 * k);
    return y;
  }

  private static Map<String, Bounded[]> exactVectors(KernelRun run) {
    Bounded[] y = run.problem().numbers(notNegative(run.problem().parameters()));
    Map<String, Bounded[]> outputs = new LinkedHashMap<>();
    for (VectorCase vectorCase : VectorCase.all()) {
      outputs.put(vectorCase.name(), vectorCase.definition().of(v(run), y, z(run)));
    }
    return outputs;
  }

  private static Map<String, double[]> vectors(LogisticKernels kernels, KernelRun.Inputs in) {
    Vectors vectors = kernels.vectors();
    Vec y = vectors.of(notNegative(kernels.parameters()));
    Map<String, double[]> outputs = new LinkedHashMap<>();
    for (VectorCase vectorCase : VectorCase.all()) {
      Vec out = vectors.of(vectors.toArray(in.z));
      vectorCase.computation().run(vectors, in.v, y, out);
      outputs.put(vectorCase.name(), vectors.toArray(out));
    }
    return outputs;
  }
}
