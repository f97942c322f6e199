package org.hypergrad.bench.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the emulated device has counted of some launches, kernel by kernel.
 *
 * @param kernels name, and count by what is counted
 */
record Profile(Map<String, Map<String, Long>> kernels) {

  /** Bytes of a sector: what memory is read in. */
  static final int SECTOR = 32;

  /** From the device's own table: names of columns, then a line a kernel. */
  static Profile parse(List<String> lines) {
    String[] columns = lines.getFirst().split(",", -1);
    Map<String, Map<String, Long>> kernels = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, Long> counts = new HashMap<>();
      for (int k = 1; k < cells.length; k++) {
        if (cells[k].matches("\\d+")) { // quotients are not
          counts.put(columns[k], Long.parseLong(cells[k]));
        }
      }
      kernels.put(cells[0], counts);
    }
    return new Profile(kernels);
  }

  /** Those of some kernels. */
  Profile of(Predicate<String> names) {
    Map<String, Map<String, Long>> some = new LinkedHashMap<>(kernels);
    some.keySet().removeIf(names.negate());
    return new Profile(some);
  }

  /** A count over all kernels. */
  long count(String what) {
    return kernels.values().stream().mapToLong(counts -> counts.getOrDefault(what, 0L)).sum();
  }

  /** Bytes that must be moved: sectors read or written at least once in a launch. */
  long leastBytes() {
    return SECTOR * (count("distinct_read_sectors") + count("distinct_written_sectors"));
  }

  /** Bytes that are moved where no cache keeps any: sectors of all requests. */
  long allBytes() {
    return SECTOR * (count("load_sectors") + count("store_sectors"));
  }
}
