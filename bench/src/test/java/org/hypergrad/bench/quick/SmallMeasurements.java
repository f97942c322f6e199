package org.hypergrad.bench.quick;

import java.util.List;
import org.hypergrad.bench.Measurements;
import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.model.EmulatedJvm;
import org.hypergrad.bench.model.SpeedModel;
import org.hypergrad.bench.work.Kernels;

/** On little data and for moments: that all is run, verified and printed, not how fast it is. */
public final class SmallMeasurements {

  private static final Rounds ROUNDS = new Rounds(1000, 1000, 3);

  private SmallMeasurements() {}

  /** What refuses in full refuses here, too. */
  public static Measurements all() {
    return new Measurements(
        SmallMeasurements::shortSet,
        SmallMeasurements::crossover,
        () -> Kernels.isThereADevice() ? throughput() : Throughput.ofDevice(),
        SmallMeasurements::model);
  }

  static ShortSet shortSet() {
    return new ShortSet(new Source(null, 200), 1 << 12, ROUNDS);
  }

  static Crossover crossover() {
    return new Crossover(ROUNDS, 30_000);
  }

  /** On whatever device there is. */
  static Throughput throughput() {
    Source.Parts data = new Source(null, 500).parts(DataName.IJCNN1);
    return new Throughput(data, List.of(1, 3), 5, new Rounds(1, 1, 1));
  }

  private static SpeedModel model() {
    var driver = EmulatedJvm.driverOfEnvironment();
    return driver == null
        ? SpeedModel.ofEnvironment()
        : new SpeedModel(driver, new Source(null, 400));
  }
}
