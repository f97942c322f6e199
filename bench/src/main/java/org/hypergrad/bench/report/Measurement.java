package org.hypergrad.bench.report;

import java.util.ArrayList;
import java.util.List;
import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.work.BatchOperation;
import org.hypergrad.bench.work.Kernels;
import org.hypergrad.bench.work.PointwiseBlocks;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One measurement of the full set.
 *
 * @param work what was done, such as {@code gradient}
 * @param data on what; may be empty
 * @param by whose, a backend or a peer
 * @param microseconds of one operation, the median over iterations of all JVMs
 * @param spread of those: (largest − least) / median, or NaN if there is only one
 * @param bytesAllocated by one operation, or NaN if it was not measured
 */
record Measurement(
    String work,
    String data,
    String by,
    double microseconds,
    double spread,
    double bytesAllocated) {

  /** From an element of JMH's JSON. */
  static Measurement ofJmh(JsonNode result) {
    String benchmark = result.path("benchmark").asString();
    JsonNode parameters = result.path("params");
    List<Double> times = sorted(result.path("primaryMetric").path("rawData"));
    String by = parameters.path("backend").asString(parameters.path("peer").asString("Java"));
    return new Measurement(
        benchmark.substring(benchmark.lastIndexOf('.') + 1),
        data(parameters),
        by,
        median(times),
        (times.getLast() - times.getFirst()) / median(times),
        result
            .path("secondaryMetrics")
            .path("gc.alloc.rate.norm")
            .path("score")
            .asDouble(Double.NaN));
  }

  /** From an element of what the Python scripts print. */
  static Measurement ofScript(JsonNode result) {
    return new Measurement(
        result.path("work").asString(),
        result.path("data").asString(),
        result.path("by").asString(),
        result.path("microseconds").asDouble(),
        Double.NaN,
        Double.NaN);
  }

  private static String data(JsonNode parameters) {
    String length = parameters.path("length").asString("");
    return length.isEmpty()
        ? parameters.path("data").asString("")
        : "%s, %s doubles".formatted(parameters.path("kind").asString(""), length);
  }

  private static List<Double> sorted(JsonNode forks) {
    List<Double> values = new ArrayList<>();
    forks.forEach(fork -> fork.forEach(value -> values.add(value.asDouble())));
    values.sort(null);
    return values;
  }

  private static double median(List<Double> values) {
    int middle = values.size() / 2;
    return values.size() % 2 == 1
        ? values.get(middle)
        : (values.get(middle - 1) + values.get(middle)) / 2;
  }

  /** Whether two are of the same thing, so that one of them is of another run. */
  boolean repeats(Measurement other) {
    return isComparable(other) && by.equals(other.by);
  }

  boolean isReference() {
    return by.equals(Kernels.REFERENCE);
  }

  /** Whether two measurements are of the same work on the same data. */
  boolean isComparable(Measurement other) {
    return work.equals(other.work) && data.equals(other.data);
  }

  /** Non-zeros, or rows of the pointwise work, that one operation goes through; 0 if unknown. */
  double entries() {
    DataName name = name();
    return switch (work) {
      case "lossAndResidual" -> PointwiseBlocks.ROWS;
      case "batchGradient", "sagaUpdate" ->
          name == null ? 0 : (double) name.entries() * BatchOperation.BATCH / name.rows();
      case "sabaIteration", "sobaIteration" -> 0;
      default -> name == null ? 0 : name.entries();
    };
  }

  /** Bytes that one operation must read where memory bounds it, else 0. */
  double bytes() {
    return name() == DataName.DENSE && !work.startsWith("saga") ? 8.0 * entries() : 0;
  }

  private @Nullable DataName name() {
    for (DataName name : DataName.values()) {
      if (name.label().equals(data)) {
        return name;
      }
    }
    return null;
  }
}
