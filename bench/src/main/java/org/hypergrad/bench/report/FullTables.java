package org.hypergrad.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hypergrad.bench.work.Triad;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tables of the full set, from JMH's JSON and from what the Python scripts print. */
public final class FullTables {

  private static final String TRIAD = "triad";

  private final List<Measurement> measurements = new ArrayList<>();
  private final Set<String> runs = new LinkedHashSet<>();

  /**
   * Adds a file of either kind.
   *
   * @throws IOException if it cannot be read, is no JSON, or repeats what another has measured
   */
  public void read(Path json) throws IOException {
    for (JsonNode result : tree(json)) {
      if (result.has("primaryMetric")) {
        add(Measurement.ofJmh(result), json);
        runs.add(
            "%d JVMs, each %d iterations of %s"
                .formatted(
                    result.path("forks").asInt(0),
                    result.path("measurementIterations").asInt(0),
                    result.path("measurementTime").asString("?")));
      } else {
        add(Measurement.ofScript(result), json);
      }
    }
  }

  private static JsonNode tree(Path json) throws IOException {
    String text = Files.readString(json);
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException wrong) {
      throw new IOException("%s: not valid JSON: %s".formatted(json, wrong.getOriginalMessage()));
    }
  }

  /** Ratios mean something within one run only: what was measured twice is refused. */
  private void add(Measurement measurement, Path json) throws IOException {
    if (measurements.stream().anyMatch(measurement::repeats)) {
      throw new IOException(
          "%s measures %s on %s by %s a second time"
              .formatted(json, measurement.work(), measurement.data(), measurement.by()));
    }
    measurements.add(measurement);
  }

  /** How JMH ran: how many JVMs and iterations stand behind a number. */
  public String describeRuns() {
    return runs.isEmpty() ? "no results" : String.join("; ", runs);
  }

  /** Full passes as bars: an SVG picture. */
  public String picture() {
    return SpeedPicture.of(measurements);
  }

  /** A table for every work, in the order of the first measurement of each. */
  public String markdown() {
    Map<String, List<Measurement>> works = new LinkedHashMap<>();
    for (Measurement measurement : measurements) {
      works.computeIfAbsent(measurement.work(), work -> new ArrayList<>()).add(measurement);
    }
    StringBuilder text = new StringBuilder();
    works.forEach((work, ofWork) -> text.append(table(work, ofWork)));
    return text.toString();
  }

  private String table(String work, List<Measurement> ofWork) {
    Map<String, List<Measurement>> byData = new LinkedHashMap<>();
    for (Measurement measurement : ofWork) {
      byData.computeIfAbsent(measurement.data(), data -> new ArrayList<>()).add(measurement);
    }
    StringBuilder text = new StringBuilder("\n### %s\n\n".formatted(work));
    text.append("| data | by | µs | spread | nnz/ns | × scalar | of triad | bytes allocated |\n");
    text.append("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    byData.values().forEach(list -> list.forEach(one -> text.append(line(one))));
    return text.toString();
  }

  private String line(Measurement one) {
    double nanoseconds = 1000 * one.microseconds();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %s |%n",
        one.data(),
        one.by(),
        one.microseconds() < 100
            ? number("%.3f", one.microseconds())
            : number("%,.0f", one.microseconds()),
        number("%.0f %%", 100 * one.spread()),
        number("%.3f", one.entries() / nanoseconds),
        number("%.2f", overReference(one)),
        number("%.0f %%", 100 * one.bytes() / nanoseconds / bandwidth()),
        // JMH's own bookkeeping shows as fractions of a byte
        Double.isNaN(one.bytesAllocated()) ? "" : "%.0f".formatted(one.bytesAllocated()));
  }

  private static String number(String format, double value) {
    return value > 0 && value < Double.POSITIVE_INFINITY
        ? String.format(Locale.ROOT, format, value)
        : "";
  }

  private double overReference(Measurement one) {
    return measurements.stream()
        .filter(other -> other.isReference() && other.isComparable(one))
        .mapToDouble(other -> other.microseconds() / one.microseconds())
        .findFirst()
        .orElse(0);
  }

  /** Bytes a nanosecond of the triad of the same run; NaN without one. */
  private double bandwidth() {
    return measurements.stream()
        .filter(other -> other.work().equals(TRIAD))
        .mapToDouble(other -> 24.0 * Triad.ELEMENTS / (1000 * other.microseconds()))
        .findFirst()
        .orElse(Double.NaN);
  }
}
