package org.hypergrad.bench;

import java.util.function.Supplier;
import org.hypergrad.bench.model.SpeedModel;
import org.hypergrad.bench.quick.Crossover;
import org.hypergrad.bench.quick.ShortSet;
import org.hypergrad.bench.quick.Throughput;

/**
 * What the commands measure, made when one asks for it: what cannot run here refuses to be made.
 *
 * @param shortSet of {@code bench}
 * @param crossover of {@code bench crossover}
 * @param problems of {@code bench problems}
 * @param model of {@code bench model}
 */
public record Measurements(
    Supplier<ShortSet> shortSet,
    Supplier<Crossover> crossover,
    Supplier<Throughput> problems,
    Supplier<SpeedModel> model) {

  /** As the launcher runs them, for minutes. */
  static final Measurements FULL =
      new Measurements(
          ShortSet::new, Crossover::new, Throughput::ofDevice, SpeedModel::ofEnvironment);
}
