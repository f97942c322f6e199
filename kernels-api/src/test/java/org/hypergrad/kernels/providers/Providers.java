package org.hypergrad.kernels.providers;

import java.util.Map;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;
import org.hypergrad.kernels.scalar.ScalarBackend;

/** Providers, each broken in a way of its own; the service loader needs a class for each. */
public final class Providers {

  private Providers() {}

  /** A sound backend under any name. */
  public abstract static class Sound implements Backend {
    private final String name;
    private final int rank;

    protected Sound(String name, int rank) {
      this.name = name;
      this.rank = rank;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public Probe probe() {
      return Probe.available(Map.of("driver", "1\n2"));
    }

    @Override
    public Support supports(Operation operation, Shape shape) {
      return Support.own("");
    }

    @Override
    public LogisticKernels logistic(Dataset data, OpenOptions options) {
      return new ScalarBackend().logistic(data, options);
    }
  }

  public static final class Healthy extends Sound {
    public Healthy() {
      super("healthy", 5);
    }
  }

  /** With devices 0 and 1, of which the second is refused; there is no third. */
  public static final class Devices extends Sound {
    public Devices() {
      super("devices", 3);
    }

    @Override
    public Backend on(String device) {
      return switch (device) {
        case "0" -> new Sound("devices:0", 3) {};
        case "1" ->
            new Sound("devices:1", 3) {
              @Override
              public Probe probe() {
                return Probe.refused("it is too old");
              }
            };
        case "2" -> throw new BackendRefusedException("there is no device 2");
        default -> throw new NumberFormatException(device);
      };
    }
  }

  public static final class Twin extends Sound {
    public Twin() {
      super("healthy", 4);
    }
  }

  public static final class ConstructorThrows extends Sound {
    public ConstructorThrows() {
      super("never", 1);
      throw new IllegalStateException("no card\nin slot 2");
    }
  }

  public static final class InitializerThrows extends Sound {
    private static final int DIVIDEND = Integer.parseInt("not a number");

    public InitializerThrows() {
      super("never", DIVIDEND);
    }
  }

  /** Named in a service file, though it is no backend. */
  public static final class NotABackend {
    public NotABackend() {}
  }

  public static final class NameThrows extends Sound {
    public NameThrows() {
      super("unused", 1);
    }

    @Override
    public String name() {
      throw new UnsupportedOperationException("nameless");
    }
  }

  public static final class NameNull extends Sound {
    public NameNull() {
      super(null, 1);
    }
  }

  public static final class NameIllegal extends Sound {
    public NameIllegal() {
      super("Two Words", 1);
    }
  }

  public static final class NameAuto extends Sound {
    public NameAuto() {
      super("auto", 1);
    }
  }

  public static final class RankThrows extends Sound {
    public RankThrows() {
      super("rankless", 1);
    }

    @Override
    public int rank() {
      throw new IllegalStateException("no rank");
    }
  }

  public static final class ProbeThrows extends Sound {
    public ProbeThrows() {
      super("probe-throws", 40);
    }

    @Override
    public Probe probe() {
      throw new NoClassDefFoundError("jdk/incubator/vector/Vector");
    }
  }

  public static final class ProbeNull extends Sound {
    public ProbeNull() {
      super("probe-null", 39);
    }

    @Override
    public Probe probe() {
      return null;
    }
  }

  public static final class ProbeRefuses extends Sound {
    public ProbeRefuses() {
      super("probe-refuses", 38);
    }

    @Override
    public Probe probe() {
      return Probe.refused("libcuda.so.1 is missing:\ninstall a driver");
    }
  }

  public static final class Declines extends Sound {
    public Declines() {
      super("declines", 30);
    }

    @Override
    public Support supports(Operation operation, Shape shape) {
      return Support.declined("not for " + shape.columns() + " columns");
    }
  }

  public static final class SupportsThrows extends Sound {
    public SupportsThrows() {
      super("supports-throws", 29);
    }

    @Override
    public Support supports(Operation operation, Shape shape) {
      throw new IllegalStateException("no table");
    }
  }

  public static final class OpenRefuses extends Sound {
    public OpenRefuses() {
      super("open-refuses", 28);
    }

    @Override
    public LogisticKernels logistic(Dataset data, OpenOptions options) {
      throw new BackendRefusedException("needs 3 GiB, 2 are free");
    }
  }

  public static final class OpenUnsatisfied extends Sound {
    public OpenUnsatisfied() {
      super("open-unsatisfied", 27);
    }

    @Override
    public LogisticKernels logistic(Dataset data, OpenOptions options) {
      throw new UnsatisfiedLinkError("no blas in java.library.path");
    }
  }

  public static final class OpenIllegalState extends Sound {
    public OpenIllegalState() {
      super("open-illegal-state", 26);
    }

    @Override
    public LogisticKernels logistic(Dataset data, OpenOptions options) {
      throw new IllegalStateException("the context is gone", new RuntimeException("reset"));
    }
  }

  public static final class OpenNull extends Sound {
    public OpenNull() {
      super("open-null", 25);
    }

    @Override
    public LogisticKernels logistic(Dataset data, OpenOptions options) {
      return null;
    }
  }

  /** Opens each dataset, then cannot join them; remembers what it opened. */
  public static final class BilevelNull extends Sound {
    public BilevelNull() {
      super("bilevel-null", 24);
    }

    @Override
    public BilevelKernels bilevel(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
      return null;
    }
  }
}
