package org.hypergrad.datasets;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.hypergrad.kernels.Labels;
import org.jspecify.annotations.Nullable;

/** The labels of the rows read so far; says at once which label should not be there. */
final class LabelCollector {

  /** What one array can hold, nearly. */
  static final int MAXIMUM_ROWS = Integer.MAX_VALUE - 16;

  private static final int LABELS_SHOWN = 10;

  private final double @Nullable [] map;
  private final int maximumClasses;
  private final Set<Double> seen = new HashSet<>();
  private double[] labels = new double[1024];
  private int rows;

  LabelCollector(double @Nullable [] map, int maximumClasses) {
    this.map = map;
    this.maximumClasses = maximumClasses;
  }

  /** Reads the token that the input stands at as the label of one more row. */
  void add(TextInput input) throws DataFormatException {
    double label = Decimals.parse(input.window(), input.tokenStart(), input.tokenEnd());
    if (!Double.isFinite(label)) {
      throw notALabel(input);
    }
    label += 0.0; // makes −0 the same label as 0
    if (map != null && Arrays.binarySearch(map, label) < 0) {
      throw input.unexpected("one of the labels " + listed(Arrays.stream(map)));
    }
    if (map == null && maximumClasses < Integer.MAX_VALUE && seen.add(label)) {
      if (seen.size() > maximumClasses) {
        seen.remove(label);
        throw input.unexpected(
            "no label but " + listed(seen.stream().mapToDouble(Double::doubleValue).sorted()),
            input.tokenStart(),
            " (at most %d classes are allowed; is the label a quantity?)"
                .formatted(maximumClasses));
      }
    }
    if (rows == MAXIMUM_ROWS) {
      throw input.unexpected("at most %d rows".formatted(MAXIMUM_ROWS));
    }
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, (int) Math.min(MAXIMUM_ROWS, rows + (rows >> 1) + 1L));
    }
    labels[rows++] = label;
  }

  private static DataFormatException notALabel(TextInput input) {
    String text = input.tokenText();
    String remark = "";
    if (text.indexOf(':') >= 0) {
      remark = " (does the row lack its label?)";
    } else if (text.indexOf(',') >= 0) {
      remark = " (one label a row, several are not supported)";
    }
    return input.unexpected("a finite decimal number as label", input.tokenStart(), remark);
  }

  /** Values as people write them, with commas between; the first few of many. */
  static String listed(DoubleStream values) {
    double[] all = values.toArray();
    String first =
        Arrays.stream(all)
            .limit(LABELS_SHOWN)
            .mapToObj(v -> v == Math.rint(v) && Math.abs(v) < 1e15 ? "" + (long) v : "" + v)
            .collect(Collectors.joining(", "));
    return all.length > LABELS_SHOWN ? "%s, … (%d in all)".formatted(first, all.length) : first;
  }

  /** The labels of all rows, under the map given or found. */
  Labels labels() {
    double[] found = Arrays.copyOf(labels, rows);
    return map == null ? Labels.of(found) : Labels.of(found, map);
  }
}
