package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hypergrad.kernels.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Batches are functions of seed, stream and number alone. Seen elsewhere: an epoch that visits its
 * last batch twice, and a short last batch that overlaps the one before.
 */
class SamplerTest {

  /** The rows of batches first to first + count − 1, drawn in one call, copied. */
  private static List<int[]> draw(Sampler sampler, long first, int count) {
    Rows[] into = new Rows[count];
    sampler.draw(first, count, into);
    List<int[]> batches = new ArrayList<>();
    for (Rows rows : into) {
      batches.add(IntStream.range(0, rows.count()).map(rows::row).toArray());
    }
    return batches;
  }

  private static int[] sorted(List<int[]> batches) {
    return batches.stream().flatMapToInt(Arrays::stream).sorted().toArray();
  }

  @Property
  void everyRowComesOnceAnEpoch(
      @ForAll @IntRange(min = 1, max = 100) int rows,
      @ForAll @IntRange(min = 1, max = 120) int batch,
      @ForAll @IntRange(min = 0, max = 5) int epoch,
      @ForAll long seed) {
    for (Sampling rule : List.of(Sampling.BLOCKS, Sampling.ROWS)) {
      Sampler sampler = new Sampler(rule, rows, batch, seed, 0);
      int batches = sampler.batchesPerEpoch();
      assertThat(batches).isEqualTo(Math.ceilDiv(rows, Math.min(batch, rows)));
      List<int[]> drawn = draw(sampler, (long) epoch * batches + 1, batches);
      assertThat(sorted(drawn)).containsExactly(IntStream.range(0, rows).toArray());
      assertThat(drawn).allSatisfy(b -> assertThat(b.length).isBetween(1, batch));
    }
  }

  @Property
  void anEpochsMeanEstimateIsTheMean(
      @ForAll @IntRange(min = 1, max = 100) int rows,
      @ForAll @IntRange(min = 1, max = 120) int batch) {
    for (Sampling rule : List.of(Sampling.BLOCKS, Sampling.ROWS)) {
      Sampler sampler = new Sampler(rule, rows, batch, 1, 0);
      // every row has weight scale in one of the epoch's batches, and 1/n in their mean
      assertThat(sampler.scale() / sampler.batchesPerEpoch() * rows - 1).isBetween(-1e-15, 1e-15);
    }
    Sampler iid = new Sampler(Sampling.IID, rows, batch, 1, 0);
    assertThat(iid.scale()).isEqualTo(1.0 / Math.min(batch, rows));
    assertThat(draw(iid, 1, 1).get(0)).hasSize(Math.min(batch, rows));
  }

  @Property(tries = 100)
  void blocksAreContiguousAndTheOnlyShortOneIsTheLast(
      @ForAll @IntRange(min = 1, max = 100) int rows,
      @ForAll @IntRange(min = 1, max = 40) int batch) {
    Sampler sampler = new Sampler(Sampling.BLOCKS, rows, batch, 3, 0);
    for (int[] block : draw(sampler, 1, sampler.batchesPerEpoch())) {
      int first = block[0];
      assertThat(first % batch).isZero();
      int expected = Math.min(first + batch, rows);
      assertThat(block).containsExactly(IntStream.range(first, expected).toArray());
    }
  }

  @ParameterizedTest
  @EnumSource(Sampling.class)
  void numbersAloneDecide(Sampling rule) {
    // 23 rows in batches of 5: five an epoch; 40 batches are eight epochs
    List<int[]> all = draw(new Sampler(rule, 23, 5, 7, 0), 1, 40);
    for (int cut : new int[] {1, 2, 3, 7, 13, 40}) {
      Sampler sampler = new Sampler(rule, 23, 5, 7, 0);
      List<int[]> pieces = new ArrayList<>();
      for (int first = 1; first <= 40; first += cut) {
        pieces.addAll(draw(sampler, first, Math.min(cut, 41 - first)));
      }
      assertSame(pieces, all);
    }
    Sampler backwards = new Sampler(rule, 23, 5, 7, 0);
    for (int number = 40; number >= 1; number--) {
      assertSame(draw(backwards, number, 1), all.subList(number - 1, number));
    }
  }

  private static void assertSame(List<int[]> found, List<int[]> expected) {
    assertThat(found).hasSize(expected.size());
    for (int k = 0; k < found.size(); k++) {
      assertThat(found.get(k)).containsExactly(expected.get(k));
    }
  }

  @ParameterizedTest
  @EnumSource(Sampling.class)
  void epochsSeedsAndStreamsDiffer(Sampling rule) {
    Set<String> orders = new HashSet<>();
    int drawn = 0;
    for (long seed : new long[] {0, 1, 2, -1, Long.MIN_VALUE}) {
      for (long stream = 0; stream < 2; stream++) {
        Sampler sampler = new Sampler(rule, 400, 20, seed, stream);
        for (int epoch = 0; epoch < 20; epoch++) {
          List<int[]> order = draw(sampler, epoch * 20L + 1, 20);
          orders.add(order.stream().map(Arrays::toString).toList().toString());
          drawn++;
        }
      }
    }
    // 20! orders: two of 200 agree by chance once in 1e14
    assertThat(orders).hasSize(drawn);
  }

  /**
   * Inner and outer batches are paired as if drawn independently: of 20 × 20 pairs of blocks over
   * 400 epochs each is expected 20 times. χ² with 361 degrees of freedom (both margins are fixed)
   * stays below 361 + 5 √(2·361) = 495 but once in a million seeds.
   */
  @ParameterizedTest
  @EnumSource(
      value = Sampling.class,
      names = {"BLOCKS", "ROWS"})
  void streamsAreIndependent(Sampling rule) {
    Sampler inner = new Sampler(rule, 20, 1, 5, 0);
    Sampler outer = new Sampler(rule, 20, 1, 5, 1);
    int[] pairs = new int[400];
    for (int epoch = 0; epoch < 400; epoch++) {
      List<int[]> inside = draw(inner, epoch * 20L + 1, 20);
      List<int[]> outside = draw(outer, epoch * 20L + 1, 20);
      for (int k = 0; k < 20; k++) {
        pairs[inside.get(k)[0] * 20 + outside.get(k)[0]]++;
      }
    }
    assertThat(chiSquare(pairs, 20)).isBetween(361 - 5 * Math.sqrt(722), 361 + 5 * Math.sqrt(722));
  }

  /** Every row as often at every place: the same count for an order's first, second, … batch. */
  @ParameterizedTest
  @EnumSource(
      value = Sampling.class,
      names = {"BLOCKS", "ROWS"})
  void ordersAreUniform(Sampling rule) {
    Sampler sampler = new Sampler(rule, 20, 1, 6, 0);
    int[] places = new int[400];
    for (int epoch = 0; epoch < 400; epoch++) {
      List<int[]> order = draw(sampler, epoch * 20L + 1, 20);
      for (int k = 0; k < 20; k++) {
        places[order.get(k)[0] * 20 + k]++;
      }
    }
    assertThat(chiSquare(places, 20)).isBetween(361 - 5 * Math.sqrt(722), 361 + 5 * Math.sqrt(722));
  }

  /** 64,000 draws of 100 rows: χ² has 99 degrees of freedom, and a deviation of 5σ is a mistake. */
  @Test
  void independentDrawsAreUniform() {
    Sampler sampler = new Sampler(Sampling.IID, 100, 64, 8, 0);
    int[] counts = new int[100];
    int[] lags = new int[100];
    int previous = 0;
    for (int number = 1; number <= 1000; number++) {
      for (int row : draw(sampler, number, 1).get(0)) {
        counts[row]++;
        lags[Math.floorMod(row - previous, 100)]++;
        previous = row;
      }
    }
    assertThat(chiSquare(counts, 640)).isBetween(99 - 5 * Math.sqrt(198), 99 + 5 * Math.sqrt(198));
    assertThat(chiSquare(lags, 640)).isBetween(99 - 5 * Math.sqrt(198), 99 + 5 * Math.sqrt(198));
  }

  private static double chiSquare(int[] counts, double expected) {
    return Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
  }

  @ParameterizedTest
  @EnumSource(Sampling.class)
  void oneRowAndBatchesLargerThanTheData(Sampling rule) {
    Sampler one = new Sampler(rule, 1, 64, 1, 0);
    assertThat(one.batch()).isEqualTo(1);
    assertThat(one.batchesPerEpoch()).isEqualTo(1);
    assertThat(one.scale()).isEqualTo(1);
    assertSame(draw(one, 1, 3), List.of(new int[] {0}, new int[] {0}, new int[] {0}));
    Sampler larger = new Sampler(rule, 5, 64, 1, 0);
    assertThat(larger.batch()).isEqualTo(5);
    assertThat(larger.scale()).isEqualTo(0.2);
    assertThat(draw(larger, 9, 1).get(0)).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource(Sampling.class)
  void impossibleSizesAreRefused(Sampling rule) {
    assertThatThrownBy(() -> new Sampler(rule, 0, 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no rows to draw from");
    assertThatThrownBy(() -> new Sampler(rule, 1, 0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a batch of 0 rows");
  }

  @ParameterizedTest
  @EnumSource(Sampling.class)
  void batchesOfARunAreIndependentAtBothLevels(Sampling rule) {
    QuadraticProblem problem = QuadraticProblem.random(1, 2, 1, 30, 30);
    Batches batches = new Batches(problem, rule, 5, 4);
    Rows[] inner = batches.drawInner(1, 6);
    Rows[] outer = batches.drawOuter(1, 6);
    List<String> insides = new ArrayList<>();
    List<String> outsides = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      insides.add(Arrays.toString(IntStream.range(0, 5).map(inner[k]::row).toArray()));
      outsides.add(Arrays.toString(IntStream.range(0, 5).map(outer[k]::row).toArray()));
    }
    assertThat(insides).isNotEqualTo(outsides);
  }
}
