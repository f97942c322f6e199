package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.hypergrad.datasets.LibSvm;
import org.hypergrad.datasets.Splits;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;
import org.hypergrad.solvers.Evaluation;
import org.hypergrad.solvers.Evaluator;
import org.junit.jupiter.api.Test;

/**
 * One strength a class on forest covers, which are no part of the project: they are where
 * HYPERGRAD_DATA says. Held against exact fits with a single strength, the best of a grid.
 */
class CovtypeTest {

  private static final double FRACTION = 0.2;

  /** Single strengths e^0, e^-1, …, e^-12. */
  private static final int GRID = 13;

  private static Path file() {
    String folder = System.getenv("HYPERGRAD_DATA");
    assumeTrue(folder != null, "the environment variable HYPERGRAD_DATA is not set");
    Path path = Path.of(folder, "covtype-subset", "covtype.sub.gz");
    assumeTrue(Files.exists(path), "there is no covtype-subset in HYPERGRAD_DATA");
    return path;
  }

  /** The reference takes some ten thousand passes over the rows. */
  private static void assumeFastKernels(Dataset data) {
    assumeTrue(
        ServiceLoader.load(Backend.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(backend -> !backend.name().equals("scalar"))
            .anyMatch(backend ->
                backend.supports(Operation.GRADIENT, Shape.of(data)).kind() == Support.Kind.OWN),
        "many classes are computed by the scalar reference here, which would take an hour");
  }

  @Test
  void aStrengthForEveryClassIsAsGoodAsTheBestSingleOne() throws IOException {
    Path file = file();
    Dataset all = LibSvm.read(file);
    assumeFastKernels(all);
    double learned =
        Commands.line(
                "solve --penalty class --standardize --json --seconds 15 --eval-every 1000"
                    + " --valid-fraction .2 --test-fraction .2 --x0 -2 --data",
                file)
            .succeeded()
            .json()
            .get("test_error")
            .doubleValue();
    assertThat(learned).isLessThanOrEqualTo(bestOfGrid(all) + 0.002);
  }

  /** The test error of the single strength, fitted exactly, whose validation loss is the least. */
  private static double bestOfGrid(Dataset all) {
    List<Dataset> split = Splits.split(all, 1, FRACTION, FRACTION);
    Parts parts = Parts.of(split.get(2), split.get(1), split.get(0)).prepared(true, false);
    int classes = parts.classes().outputs();
    Penalty penalty = Penalty.uniform(parts.features() * classes);
    double lowest = Double.POSITIVE_INFINITY;
    double error = Double.NaN;
    try (OpenProblem open =
        OpenProblem.regularization(
            Backends.select("auto"), parts, penalty, GRID, OpenOptions.defaults())) {
      Evaluator evaluator = new Evaluator(open.problem());
      for (int k = 0; k < GRID; k++) { // from strong to weak, so that each starts near the next
        Evaluation evaluation = evaluator.evaluate(new double[] {-k});
        if (evaluation.h() < lowest) {
          lowest = evaluation.h();
          error = open.testError(evaluation.innerSolution());
        }
      }
    }
    return error;
  }
}
