package org.hypergrad.kernels.simd;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;

/**
 * The backend on the Vector API. Refuses, with the reason, where vectors would be emulated: without
 * the incubator module, interpreted, before the second compiler, or below 128 bits.
 */
public final class SimdBackend implements Backend {

  private static final String MODULE = "jdk.incubator.vector";

  /** The compiler's highest level: the only one that knows vectors. */
  private static final int SECOND_COMPILER = 4;

  private static final Pattern STOP_AT_LEVEL = Pattern.compile("-XX:TieredStopAtLevel=([0-4])\\b");

  private final int blockLimit;

  /** For the service loader. */
  public SimdBackend() {
    this(StoragePlan.BLOCK_LIMIT);
  }

  /** For tests: arrays of at most so many values, as for data with more than fit one array. */
  SimdBackend(int blockLimit) {
    this.blockLimit = blockLimit;
  }

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public Probe probe() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Probe.refused(
          "the module %s is not there: start Java with --add-modules %s".formatted(MODULE, MODULE));
    }
    String mode = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
    if (mode.contains("interpreted")) {
      return Probe.refused("this Java only interprets (-Xint): vectors would be emulated");
    }
    if (mode.contains("emulated-client")) {
      return Probe.refused(
          "this Java uses its first compiler alone (TieredStopAtLevel): vectors would be emulated");
    }
    int level = lastCompilerLevel();
    if (level < SECOND_COMPILER) {
      return Probe.refused(
          "this Java stops before its second compiler (TieredStopAtLevel=%d): vectors would be emulated"
              .formatted(level));
    }
    return probeLanes(); // from here on classes of the module may link
  }

  /**
   * What options of this Java say; what a program sets in other ways is not looked for, since
   * asking the virtual machine itself takes as long as reading a small data set.
   */
  private static int lastCompilerLevel() {
    String options =
        Stream.concat(
                Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                    .map(System::getenv)
                    .filter(Objects::nonNull),
                ProcessHandle.current().info().arguments().stream().flatMap(Stream::of))
            .collect(Collectors.joining(" "));
    int level = SECOND_COMPILER;
    Matcher option = STOP_AT_LEVEL.matcher(options);
    while (option.find()) { // the last one counts
      level = Integer.parseInt(option.group(1));
    }
    return level;
  }

  private static Probe probeLanes() {
    int bits = Lanes.DOUBLES.vectorBitSize();
    if (bits < 128) {
      return Probe.refused("this processor has vectors of %d bits, 128 are needed".formatted(bits));
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("vectors", "%d bits, %d doubles".formatted(bits, Lanes.COUNT));
    return Probe.available(facts);
  }

  /** Until they are compiled vectors are objects, a hundred times slower. */
  @Override
  public boolean needsWarmUp() {
    return true;
  }

  @Override
  public Support supports(Operation operation, Shape shape) {
    return switch (operation) {
      case BILEVEL_STEP, ROW_WEIGHT_STEP ->
          staysSparse(shape)
              ? Support.inherited("composed of the others")
              : Support.own("small batches fused");
      case VECTORS -> Support.own("sums; the others as scalar");
      case HESSIAN_DIAGONAL -> Support.inherited("scalar");
      default -> Support.own(shape.classes() > 2 ? "products of blocks of rows" : "rows in groups");
    };
  }

  @Override
  public LogisticKernels logistic(Dataset data, OpenOptions options) {
    return open(data, options, new PlaneProducts(), blockLimit);
  }

  /** Whether rows of a shape are held sparse, and not dense because a quarter is non-zero. */
  public static boolean staysSparse(Shape shape) {
    return shape.sparse()
        && StoragePlan.staysSparse(shape.rows(), shape.columns(), shape.storedEntries());
  }

  /**
   * A dataset resident in the kernels of this backend, with products of dense blocks by another
   * hand: for backends whose library multiplies matrices.
   *
   * @param products used where rows are dense and have several margins, that is three classes or
   *     more; taken over
   */
  public static LogisticKernels withProducts(
      Dataset data, OpenOptions options, DenseProducts products) {
    return open(data, options, products, StoragePlan.BLOCK_LIMIT);
  }

  @Override
  public BilevelKernels bilevel(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    FusedStep fused = FusedStep.of(inner, outer);
    return fused == null
        ? new BilevelKernels(inner, outer, penalty)
        : new SimdBilevelKernels(inner, outer, penalty, fused);
  }

  @Override
  public RowWeightKernels rowWeights(
      LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    FusedStep fused = FusedStep.of(inner, outer);
    return fused == null
        ? new RowWeightKernels(inner, outer, penalty)
        : new SimdRowWeightKernels(inner, outer, penalty, fused);
  }

  private static LogisticKernels open(
      Dataset data, OpenOptions options, DenseProducts products, int blockLimit) {
    StoragePlan plan = new StoragePlan(data.features(), blockLimit);
    if (data.labels().classes() > 2) {
      MatrixLayout rows = plan.matrixRows(data.labels().classes(), products);
      return new SimdMultinomialKernels(data, new SimdVectors(), rows, options.threads());
    }
    return new SimdLogisticKernels(data, new SimdVectors(), plan, options.threads());
  }
}
