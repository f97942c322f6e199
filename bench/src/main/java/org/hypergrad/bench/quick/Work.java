package org.hypergrad.bench.quick;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hypergrad.bench.work.Triad;

/**
 * Something to be timed, done in several ways. Closes what it opened.
 *
 * @param title what is done
 * @param data on what
 * @param perRun how many of it one run does
 * @param entries non-zeros that one of it goes through, or 0 where that says nothing
 * @param bytes of memory that one of it must read, or 0 where it is not bound by that
 * @param variants the ways
 */
record Work(
    String title, String data, int perRun, long entries, double bytes, List<Variant> variants)
    implements AutoCloseable {

  /** Times all ways and puts them into rows of the table. */
  List<Row> time(Rounds rounds) {
    List<double[]> times = rounds.time(variants);
    double[] reference = null;
    double bandwidth = 0;
    for (int k = 0; k < variants.size(); k++) {
      if (variants.get(k).role() == Variant.Role.REFERENCE) {
        reference = times.get(k);
      } else if (variants.get(k).role() == Variant.Role.TRIAD) {
        bandwidth = bytes(variants.get(k)) / Rounds.median(times.get(k));
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < variants.size(); k++) {
      Variant variant = variants.get(k);
      double nanoseconds = Rounds.median(times.get(k)) / perRun;
      boolean triad = variant.role() == Variant.Role.TRIAD;
      double moved = triad ? bytes(variant) : bytes;
      rows.add(
          new Row(
              triad ? "triad a = b + s·c" : title,
              triad ? "" : data,
              variant.name(),
              nanoseconds / 1000,
              Rounds.spread(times.get(k)),
              triad ? 0 : entries / nanoseconds,
              triad || reference == null ? 0 : Rounds.ratio(reference, times.get(k)),
              moved / nanoseconds,
              bandwidth == 0 || moved == 0 ? 0 : moved / nanoseconds / bandwidth,
              variant.role() == Variant.Role.BACKEND ? overPeers(times, k) : ""));
    }
    return rows;
  }

  private static double bytes(Variant triad) {
    return ((Triad) triad.operation()).bytes();
  }

  /** How many times faster a backend was than each peer. */
  private String overPeers(List<double[]> times, int backend) {
    List<String> ratios = new ArrayList<>();
    for (int k = 0; k < variants.size(); k++) {
      if (variants.get(k).role() == Variant.Role.PEER) {
        ratios.add(
            String.format(
                Locale.ROOT,
                "%.2f %s",
                Rounds.ratio(times.get(k), times.get(backend)),
                variants.get(k).name()));
      }
    }
    return String.join(", ", ratios);
  }

  @Override
  public void close() {
    variants.forEach(variant -> variant.operation().close());
  }
}
