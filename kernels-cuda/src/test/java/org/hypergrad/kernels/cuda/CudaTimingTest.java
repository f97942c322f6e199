package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.SparseFeatures;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How long a real device takes, beside what the model of docs/performance.md predicts: written to
 * target/cuda-timing.md and printed, never asserted. On generated rows of imdb's shape.
 */
@ExtendWith(CudaCheck.class)
class CudaTimingTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "performance.md");
  private static final Path RESULT = Path.of("target", "cuda-timing.md");
  private static final int ROWS = 25_000;
  private static final int COLUMNS = 44_764;
  private static final int ENTRIES_OF_ROW = 136;
  private static final int BATCH = 64;
  private static final int ROUNDS = 50;

  @Test
  void timesBesideTheModel() throws IOException {
    assumeTrue(!FakeCuda.isHere(), "the times of a device that is only emulated say nothing");
    String device;
    Map<String, Double> microseconds;
    try (LogisticKernels kernels = CudaLogisticKernels.open(rows(), OpenOptions.defaults(), 0)) {
      device = new CudaBackend().probe().facts().toString();
      microseconds = times(kernels);
    }
    List<String> document = Files.readAllLines(DOCUMENT);
    StringBuilder table =
        new StringBuilder(
            "%s%n%n| task | data | µs, median of %d | model, H100 SXM | model, RTX 4090 |%n"
                .formatted(device, ROUNDS));
    table.append("| --- | --- | ---: | ---: | ---: |\n");
    microseconds.forEach(
        (task, time) -> table.append(line(task, time, predictions(task, document))));
    Files.writeString(RESULT, table);
    System.out.println(table);
    assertThat(microseconds.values()).allMatch(time -> time > 0);
  }

  private static String line(String task, double time, String predictions) {
    return String.format(Locale.ROOT, "| %s | %,.1f | %s |%n", task, time, predictions);
  }

  /** What the two cards are predicted, from a line of the document. */
  private static String predictions(String task, List<String> document) {
    return document.stream()
        .filter(line -> line.startsWith("| " + task + " |") && line.contains(" to "))
        .map(line -> line.split(" \\| "))
        .map(cells -> cells[5] + " | " + cells[6])
        .findFirst()
        .orElseThrow(() -> new AssertionError("the model does not predict " + task));
  }

  private static Map<String, Double> times(LogisticKernels kernels) {
    Vectors vectors = kernels.vectors();
    int p = kernels.parameters();
    double[] elements = new SplittableRandom(2).doubles(p, -0.1, 0.1).toArray();
    Vec z = vectors.of(elements);
    Vec v = vectors.of(elements);
    Vec first = vectors.create(p);
    Vec second = vectors.create(p);
    SagaTable table = SagaTable.zeros(vectors, kernels.rows(), p);
    Rows all = Rows.all();
    Rows few = Rows.range(kernels.rows() / 2, kernels.rows() / 2 + BATCH);
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    tasks.put("loss | imdb", () -> kernels.loss(all, 1, z));
    tasks.put("gradient | imdb", () -> kernels.gradient(all, 1, z, first));
    tasks.put("Hessian-vector | imdb", () -> kernels.hessianVector(all, 1, z, v, first));
    tasks.put(
        "both, fused | imdb", () -> kernels.gradientAndHessianVector(all, 1, z, v, first, second));
    tasks.put("batch gradient | imdb, 64", () -> kernels.gradient(few, 1, z, first));
    tasks.put("SAGA update | imdb, 64", () -> kernels.sagaGradient(few, 1, z, table, first));
    Map<String, Double> times = new LinkedHashMap<>();
    tasks.forEach((name, task) -> times.put(name, median(task, vectors)));
    return times;
  }

  /** Microseconds of one, waited for. */
  private static double median(Runnable task, Vectors vectors) {
    double[] times = new double[ROUNDS];
    for (int round = -ROUNDS; round < ROUNDS; round++) { // as many to warm up
      vectors.await();
      long start = System.nanoTime();
      task.run();
      vectors.await();
      times[Math.max(0, round)] = (System.nanoTime() - start) / 1e3;
    }
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }

  /** Columns as frequent as Zipf's law has it and in no order, counts for values. */
  private static Dataset rows() {
    SplittableRandom random = new SplittableRandom(1);
    int[] columnOf = new int[COLUMNS];
    for (int k = 0; k < COLUMNS; k++) {
      int other = random.nextInt(k + 1);
      columnOf[k] = columnOf[other];
      columnOf[other] = k;
    }
    SparseFeatures.Builder builder = new SparseFeatures.Builder(COLUMNS);
    double[] labels = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      random
          .doubles()
          .mapToInt(uniform -> columnOf[(int) Math.pow(COLUMNS + 1, uniform) - 1])
          .distinct()
          .limit(ENTRIES_OF_ROW)
          .sorted()
          .forEach(column -> builder.add(column, 1 + column % 3));
      builder.endRow();
      labels[row] = row % 2;
    }
    return new Dataset(builder.build(), Labels.of(labels, new double[] {0, 1}));
  }
}
