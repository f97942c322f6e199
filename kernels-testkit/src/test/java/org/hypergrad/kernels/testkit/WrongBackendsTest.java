package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Softmax;
import org.hypergrad.kernels.Support;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.HostVectors;
import org.hypergrad.kernels.scalar.ScalarLogisticKernels;
import org.hypergrad.kernels.scalar.ScalarMultinomialKernels;
import org.junit.jupiter.api.Test;

/** Backends with one mistake each: the proof must find it. */
class WrongBackendsTest {

  /** The scalar reference, with hooks for mistakes. */
  private static class Kernels extends ScalarLogisticKernels {
    Kernels(Dataset data) {
      super(data, new HostVectors());
    }

    static double[] array(Vec vec) {
      return ((HostVec) vec).array();
    }
  }

  /** The scalar reference of many classes, with hooks for mistakes. */
  private static class ManyKernels extends ScalarMultinomialKernels {
    ManyKernels(Dataset data) {
      super(data, new HostVectors());
    }

    static double[] array(Vec vec) {
      return ((HostVec) vec).array();
    }
  }

  /** A backend of kernels that are wrong somewhere, of two classes or of many. */
  private record Wrong(
      Function<Dataset, LogisticKernels> kernels,
      Function<Dataset, LogisticKernels> manyKernels,
      Support support)
      implements Backend {
    static Wrong with(Function<Dataset, LogisticKernels> kernels) {
      return new Wrong(kernels, ManyKernels::new, Support.own(""));
    }

    static Wrong withMany(Function<Dataset, LogisticKernels> manyKernels) {
      return new Wrong(Kernels::new, manyKernels, Support.own(""));
    }

    @Override
    public String name() {
      return "wrong";
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public Probe probe() {
      return Probe.refused("it is wrong");
    }

    @Override
    public Support supports(Operation operation, Shape shape) {
      return support;
    }

    @Override
    public LogisticKernels logistic(Dataset data, OpenOptions options) {
      return (data.labels().classes() == 2 ? kernels : manyKernels).apply(data);
    }
  }

  private static void assertFound(Operation operation, Wrong backend, String... messageParts) {
    BackendProof proof = BackendProof.of(backend).operation(operation);
    assertThatThrownBy(proof::verify)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("wrong fails ")
        .hasMessageContainingAll(messageParts);
  }

  @Test
  void aLastElementThatIsOffByAFewUnits() {
    assertFound(
        Operation.GRADIENT,
        Wrong.with(data ->
            new Kernels(data) {
              @Override
              protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
                super.gradientK(rows, scale, z, out);
                double[] outs = array(out);
                if (outs.length == 64) {
                  outs[63] *= 1 + 0x1p-36; // a product of floats would be worse
                }
              }
            }),
        "GRADIENT on dense widths",
        "gradient [63]");
  }

  /** Margins of three classes, all off by a relative error. */
  private static Wrong roundedBy(double error) {
    return Wrong.withMany(data ->
        new ManyKernels(data) {
          @Override
          protected void marginsK(Rows rows, Vec z, Vec out) {
            super.marginsK(rows, z, out);
            double[] outs = array(out);
            Arrays.setAll(outs, k -> outs[k] * (1 + error));
          }
        });
  }

  @Test
  void marginsThatAreWorseThanFloats() {
    BackendProof doubles = BackendProof.of(roundedBy(0x1p-24)).operation(Operation.MARGINS);
    assertThatThrownBy(doubles::verify).hasMessageContaining("MARGINS on ten classes");
    assertThat(doubles.arithmetic(Arithmetic.FLOAT).verify()).isPositive();

    BackendProof worse = BackendProof.of(roundedBy(0x1p-17)).operation(Operation.MARGINS);
    assertThatThrownBy(worse.arithmetic(Arithmetic.FLOAT)::verify)
        .hasMessageContaining("MARGINS on ten classes");
  }

  @Test
  void anOutputThatIsAddedTo() {
    assertFound(
        Operation.HESSIAN_DIAGONAL,
        Wrong.with(data ->
            new Kernels(data) {
              @Override
              protected void hessianDiagonalK(Rows rows, double scale, Vec z, Vec out) {
                double[] before = array(out).clone();
                super.hessianDiagonalK(rows, scale, z, out);
                double[] outs = array(out);
                Arrays.setAll(outs, j -> outs[j] + before[j]);
              }
            }),
        "computed NaN");
  }

  @Test
  void anInputThatIsWritten() {
    assertFound(
        Operation.LOSS,
        Wrong.with(data ->
            new Kernels(data) {
              @Override
              protected double lossK(Rows rows, double scale, Vec z) {
                double loss = super.lossK(rows, scale, z);
                if (z.length() > 0) {
                  array(z)[0] = 0;
                }
                return loss;
              }
            }),
        "z is an input and was changed");
  }

  @Test
  void knownMarginsThatAreTakenByPlace() {
    assertFound(
        Operation.HESSIAN_VECTOR_FROM_MARGINS,
        Wrong.with(data ->
            new Kernels(data) {
              @Override
              protected void hessianVectorFromMarginsK(
                  Rows rows, double scale, Vec margins, Vec v, Vec out) {
                Vec byPlace = vectors().create(rows());
                for (int k = 0; k < rows.count(); k++) {
                  array(byPlace)[rows.row(k)] = array(margins)[k % rows()];
                }
                super.hessianVectorFromMarginsK(rows, scale, byPlace, v, out);
              }
            }),
        "HESSIAN_VECTOR_FROM_MARGINS on",
        "Hessian-vector product");
  }

  @Test
  void sumsThatTheCallBeforeLeft() {
    assertFound(
        Operation.HESSIAN_VECTOR,
        Wrong.with(data ->
            new Kernels(data) {
              private double left;

              @Override
              protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
                super.gradientK(rows, scale, z, out);
                left = out.length() == 0 ? 0 : array(out)[0];
              }

              @Override
              protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
                super.hessianVectorK(rows, scale, z, v, out);
                if (out.length() > 0) {
                  array(out)[0] += left;
                }
              }
            }),
        "HESSIAN_VECTOR on DENSE_DOUBLE, exactly");
  }

  @Test
  void resultsThatAreNotReproducible() {
    assertFound(
        Operation.MARGINS,
        Wrong.with(data ->
            new Kernels(data) {
              private boolean turn;

              @Override
              protected void marginsK(Rows rows, Vec z, Vec out) {
                super.marginsK(rows, z, out);
                turn = !turn;
                if (turn && out.length() > 0) {
                  array(out)[0] = Math.nextUp(array(out)[0]);
                }
              }
            }),
        "computed again");
  }

  @Test
  void aRepeatedRowThatCountsTwiceInTheAverage() {
    assertFound(
        Operation.SAGA_GRADIENT,
        Wrong.with(data ->
            new Kernels(data) {
              @Override
              protected void sagaGradientK(
                  Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
                double[] before = array(residuals.average()).clone();
                super.sagaGradientK(rows, scale, z, residuals, out);
                double[] outs = array(out);
                double[] average = array(residuals.average());
                Arrays.setAll(
                    average, j -> before[j] + residuals.rowScale() * (outs[j] - before[j]) / scale);
              }
            }),
        "LIST_WITH_REPEATS",
        "average gradient");
  }

  @Test
  void aLostElementThatIsHidden() {
    assertFound(
        Operation.LOSS_AND_GRADIENT,
        Wrong.with(data ->
            new Kernels(data) {
              @Override
              protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
                double loss = super.lossAndGradientK(rows, scale, z, out);
                return Double.isNaN(loss) ? 0 : loss;
              }
            }),
        "a lost element does not come out");
  }

  /** Class by class instead of feature by feature: c·columns + j where j·k + c belongs. */
  @Test
  void weightsInTheOrderOfClasses() {
    assertFound(
        Operation.GRADIENT,
        Wrong.withMany(data ->
            new ManyKernels(data) {
              @Override
              protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
                super.gradientK(rows, scale, z, out);
                double[] outs = array(out);
                double[] right = outs.clone();
                int columns = data.columns();
                for (int k = 0; k < outs.length; k++) {
                  outs[k % outputs() * columns + k / outputs()] = right[k];
                }
              }
            }),
        "3 classes",
        "10 classes",
        "gradient [");
  }

  @Test
  void aClassTakenForTheNext() {
    assertFound(
        Operation.LOSS,
        Wrong.withMany(data -> {
          int classes = data.labels().classes();
          double[] next =
              IntStream.range(0, data.rows())
                  .mapToDouble(i -> (data.labels().classOf(i) + 1) % classes)
                  .toArray();
          double[] map = IntStream.range(0, classes).asDoubleStream().toArray();
          return new ManyKernels(new Dataset(data.features(), Labels.of(next, map)));
        }),
        "LOSS on DENSE_DOUBLE, exactly",
        "LOSS on three classes",
        "LOSS on ten classes");
  }

  @Test
  void aWeightThatIsForgotten() {
    assertFound(
        Operation.HESSIAN_VECTOR,
        Wrong.withMany(data ->
            new ManyKernels(data) {
              @Override
              protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
                int[] numbers = IntStream.range(0, rows.count()).map(rows::row).toArray();
                super.hessianVectorK(Rows.list(numbers), scale, z, v, out);
              }
            }),
        "3 classes",
        "weighted: Hessian-vector product");
  }

  @Test
  void aResidualWithoutTheRowsOwnClass() {
    assertFound(
        Operation.SAGA_GRADIENT,
        Wrong.withMany(data ->
            new ManyKernels(data) {
              @Override
              protected void sagaGradientK(
                  Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
                super.sagaGradientK(rows, scale, z, residuals, out);
                for (int k = 0; k < rows.count(); k++) {
                  int row = rows.row(k);
                  int own = row * outputs() + data.labels().classOf(row);
                  double[] scalars = array(residuals.scalars());
                  scalars[own] = scalars[own] < 0 ? scalars[own] + 1 : scalars[own];
                }
              }
            }),
        "3 classes",
        "residuals [");
  }

  @Test
  void aCurvatureWithoutTheMeanOfTheDirection() {
    assertFound(
        Operation.HESSIAN_VECTOR,
        Wrong.withMany(data ->
            new ManyKernels(data) {
              @Override
              protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
                Vec margins = vectors().create(rows.count() * outputs());
                Vec along = vectors().create(rows.count() * outputs());
                marginsK(rows, z, margins);
                marginsK(rows, v, along);
                double[] outs = array(out);
                Arrays.fill(outs, 0);
                Softmax softmax = new Softmax(outputs());
                for (int k = 0; k < rows.count(); k++) {
                  int from = k * outputs();
                  Vec weights = rows.weights();
                  double weight = weights == null ? 1 : array(weights)[rows.row(k)];
                  softmax.evaluate(Arrays.copyOfRange(array(margins), from, from + outputs()));
                  data.features()
                      .forEachEntry(
                          rows.row(k),
                          (column, value) -> {
                            for (int c = 0; c < outputs(); c++) {
                              outs[column * outputs() + c] +=
                                  scale
                                      * weight
                                      * softmax.probability(c)
                                      * array(along)[from + c]
                                      * value;
                            }
                          });
                }
              }
            }),
        "3 classes",
        "Hessian-vector product [");
  }

  @Test
  void aDirectionalDerivativeWithTheWeight() {
    for (boolean many : new boolean[] {false, true}) {
      Wrong wrong =
          many
              ? Wrong.withMany(data ->
                  new ManyKernels(data) {
                    @Override
                    protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
                      super.directionalDerivativesK(rows, z, v, out);
                      weigh(rows, out);
                    }
                  })
              : Wrong.with(data ->
                  new Kernels(data) {
                    @Override
                    protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
                      super.directionalDerivativesK(rows, z, v, out);
                      weigh(rows, out);
                    }
                  });
      assertFound(
          Operation.DIRECTIONAL_DERIVATIVES,
          wrong,
          many ? "DIRECTIONAL_DERIVATIVES on ten classes" : "DIRECTIONAL_DERIVATIVES on dense",
          "weighted: directional derivatives");
    }
  }

  private static void weigh(Rows rows, Vec out) {
    Vec weights = rows.weights();
    if (weights != null) {
      int[] numbers = IntStream.range(0, rows.count()).map(rows::row).distinct().toArray();
      for (int row : numbers) {
        Kernels.array(out)[row] *= Kernels.array(weights)[row];
      }
    }
  }

  /** Places of rows outside the batch belong to the caller. */
  @Test
  void directionalDerivativesOfOtherRowsThatAreCleared() {
    assertFound(
        Operation.GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
        Wrong.with(data ->
            new Kernels(data) {
              @Override
              protected void gradientHessianVectorAndDirectionalDerivativesK(
                  Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec product, Vec out) {
                Arrays.fill(array(out), 0);
                super.gradientHessianVectorAndDirectionalDerivativesK(
                    rows, scale, z, v, gradient, product, out);
              }
            }),
        "directional derivatives [");
  }

  @Test
  void anOperationDeclinedOnAllData() {
    Wrong none = new Wrong(Kernels::new, ManyKernels::new, Support.declined("no"));
    assertThatThrownBy(() -> BackendProof.of(none).operation(Operation.LOSS).verify())
        .isInstanceOf(AssertionError.class)
        .hasMessage("wrong declines LOSS on all data");
  }

  @Test
  void allocation() {
    Wrong wasteful =
        Wrong.with(data ->
            new Kernels(data) {
              @Override
              protected void marginsK(Rows rows, Vec z, Vec out) {
                super.marginsK(rows, z.length() > 0 ? HostVec.of(array(z).clone()) : z, out);
              }
            });
    Check check =
        AllocationChecks.of(new Subject(wasteful, OpenOptions.defaults()), 1)
            .filter(c -> c.name().startsWith("margins on DENSE_DOUBLE"))
            .findFirst()
            .orElseThrow();
    assertThat(check).hasToString("margins on DENSE_DOUBLE, 40 × 6, 2 classes, allocates nothing");
    assertThatThrownBy(check::run).hasMessageContaining("200 calls allocated ");
  }
}
