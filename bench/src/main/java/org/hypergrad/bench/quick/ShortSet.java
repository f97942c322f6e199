package org.hypergrad.bench.quick;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.work.Triad;

/** The short set: some minutes, one process, ratios rather than times. */
public final class ShortSet {

  private final Works works;
  private final Rounds rounds;

  /** As the launcher runs it. */
  public ShortSet() {
    this(Source.ofEnvironment(), Triad.ELEMENTS, new Rounds(150_000_000, 35_000_000, 7));
  }

  ShortSet(Source source, int triadElements, Rounds rounds) {
    works = new Works(source, triadElements);
    this.rounds = rounds;
  }

  /**
   * Runs all.
   *
   * @param progress is told what comes next
   */
  public Table run(Consumer<String> progress) {
    List<Row> rows = new ArrayList<>();
    for (Supplier<List<Work>> group : works.all()) {
      for (Work work : group.get()) {
        try (work) {
          progress.accept(work.title() + " " + work.data());
          rows.addAll(work.time(rounds));
        }
      }
    }
    return new Table(rows);
  }
}
