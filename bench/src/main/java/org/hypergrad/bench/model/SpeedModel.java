package org.hypergrad.bench.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.report.Document;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.BackendRefusedException;

/**
 * How fast the CUDA backend should be: bytes that its kernels must and do move, counted on the
 * emulated device, over what a data sheet says. Nothing here is measured on a graphics processor.
 */
public final class SpeedModel {

  private static final String HEAD =
      """
      | task | data | launches | must move | does move | H100 SXM | RTX 4090 | simd, measured |
      | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
      """;
  private static final String STREAMS_HEAD =
      """
      | task | kernel | indices | values | the rest | vectors, sectors | hot columns first | least |
      | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
      """;

  /** Operations on doubles a warp's thread does for an entry and a vector, and for a row's loss. */
  private static final int OPERATIONS_OF_ENTRY = 4;

  private static final int OPERATIONS_OF_ROW = 60;

  /** How kernels with tiles in shared memory begin, and what classes.cu says of them. */
  private static final String TILES = "class";

  private static final int OUTPUTS_OF_WARP = 4;
  private static final int DOUBLES_OF_CHUNK = 16;
  private static final int FLOATS_OF_CHUNK = 32;

  /** Loads of steps.cu that wait for each other: for a row of a warp, and beside. */
  private static final int WAITS_OF_ROW = 5;

  private static final int WAITS_OF_STEP = 4;

  /** Rows of an iteration, inner and outer, over the warps of a block. */
  private static final int ROWS_OF_WARP = 128 / 16;

  private final Emulation emulation;

  /**
   * With the driver in a folder, on this data.
   *
   * @param source with a divisor of 1, or what is generated is too small to be predicted
   */
  public SpeedModel(Path driver, Source source) {
    emulation = new Emulation(driver, source);
  }

  /**
   * With the driver that the environment names.
   *
   * @throws BackendRefusedException if it names none
   */
  public static SpeedModel ofEnvironment() {
    Path driver = EmulatedJvm.driverOfEnvironment();
    if (driver == null) {
      throw new BackendRefusedException(
          EmulatedJvm.VARIABLE + " must name the folder of an emulated driver");
    }
    return new SpeedModel(driver, Source.ofEnvironment());
  }

  /**
   * Counts, which takes minutes, and gives both tables in Markdown.
   *
   * @param document whose short set says what the CPU took
   * @param progress is told what comes next
   */
  public String run(Document document, Consumer<String> progress) throws IOException {
    Map<Task.Data, Streams> counted = new EnumMap<>(Task.Data.class);
    for (Task.Data data : Task.Data.values()) {
      progress.accept("counting " + data.name().toLowerCase(Locale.ROOT));
      counted.put(data, Streams.count(emulation, data));
    }
    progress.accept("counting words, hot columns first");
    return predictions(counted.values(), measured(document))
        + "\n"
        + streams(
            Objects.requireNonNull(counted.get(Task.Data.WORDS)),
            Streams.hotFirst(emulation, Task.Data.WORDS));
  }

  /** The times. */
  static String predictions(Collection<Streams> counted, Map<String, String> measured) {
    StringBuilder lines = new StringBuilder(HEAD);
    for (Streams streams : counted) {
      streams
          .whole()
          .forEach((task, profile) -> lines.append(prediction(task, profile, streams, measured)));
    }
    return lines.toString();
  }

  private static String prediction(
      Task task, Profile profile, Streams streams, Map<String, String> measured) {
    double runs = task.runs();
    double launches = profile.count("launches") / Math.max(1, runs);
    double least = profile.leastBytes() / runs;
    double all = profile.allBytes() / runs;
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s | %s |",
            task.work(),
            task.on(),
            launches < 1 ? "1 for %.0f".formatted(1 / launches) : number(launches),
            bytes(least),
            bytes(all)));
    for (Card card : Card.ALL) {
      if (task == Task.STEPS) {
        line.append(
            " %s |".formatted(number(Card.waiting(ROWS_OF_WARP * WAITS_OF_ROW + WAITS_OF_STEP))));
      } else {
        Card.Operations operations = operations(task, profile, streams);
        line.append(
            " %s to %s |"
                .formatted(
                    number(card.microseconds(launches, least, operations)),
                    number(card.microseconds(launches, all, operations))));
      }
    }
    String cpu = measured.getOrDefault(task.work() + " " + task.on(), "");
    return line + " " + cpu + " |\n";
  }

  /** Of one run. */
  private static Card.Operations operations(Task task, Profile profile, Streams streams) {
    double doubles =
        OPERATIONS_OF_ROW * profile.of(name -> name.matches("binary|softmax")).count("threads");
    double floats = 0;
    for (String kernel : streams.products(task)) {
      if (!kernel.startsWith(TILES)) {
        doubles +=
            32.0
                * OPERATIONS_OF_ENTRY
                * streams.loads(task, kernel, PtxLoads.Role.VECTOR).requests();
        continue;
      }
      double products = productsOfTiles(task, kernel, streams);
      if (task.arithmetic() == Arithmetic.FLOAT) {
        floats += products;
        doubles += 2 * products / FLOATS_OF_CHUNK; // a chunk's sum is widened, and added
      } else {
        doubles += products + products / DOUBLES_OF_CHUNK;
      }
    }
    return new Card.Operations(doubles / task.runs(), floats / task.runs());
  }

  /** An entry is read once, and multiplied with and added for every output of some warps. */
  private static double productsOfTiles(Task task, String kernel, Streams streams) {
    int bytes = kernel.endsWith("Doubles") ? Double.BYTES : Float.BYTES;
    double entries = (double) streams.loads(task, kernel, PtxLoads.Role.VALUES).bytes() / bytes;
    return entries * Math.ceilDiv(task.outputs(), OUTPUTS_OF_WARP) * OUTPUTS_OF_WARP;
  }

  /** What is asked for each operand of a product. */
  static String streams(Streams counted, Streams hotFirst) {
    StringBuilder lines = new StringBuilder(STREAMS_HEAD);
    for (Task task : counted.whole().keySet()) {
      for (String kernel : counted.products(task)) {
        Streams.Loads vectors = counted.loads(task, kernel, PtxLoads.Role.VECTOR);
        Streams.Loads hot = hotFirst.loads(task, kernel, PtxLoads.Role.VECTOR);
        lines.append(
            String.format(
                Locale.ROOT,
                "| %s, %s | %s | %.0f %% | %.0f %% | %s | %,d | %,d | %,d |%n",
                task.work(),
                task.on(),
                kernel,
                100 * counted.loads(task, kernel, PtxLoads.Role.INDICES).efficiency(),
                100 * counted.loads(task, kernel, PtxLoads.Role.VALUES).efficiency(),
                bytes((double) Profile.SECTOR * counted.rest(task, kernel).sectors()),
                vectors.sectors(),
                hot.sectors(),
                Math.ceilDiv(vectors.bytes(), Profile.SECTOR)));
      }
    }
    return lines.toString();
  }

  /** Microseconds of the SIMD backend in the document's short set, by work and data. */
  static Map<String, String> measured(Document document) throws IOException {
    Map<String, String> measured = new TreeMap<>();
    document
        .section("short set")
        .lines()
        .map(line -> line.split("\\s*\\|\\s*", -1))
        .filter(cells -> cells.length > 4 && cells[3].equals("simd"))
        .forEach(cells -> measured.put(cells[1] + " " + cells[2], cells[4]));
    return measured;
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT, value < 10 && value != Math.rint(value) ? "%.1f" : "%,.0f", value);
  }

  private static String bytes(double value) {
    return value < 1e6
        ? String.format(Locale.ROOT, "%.1f kB", value / 1e3)
        : String.format(Locale.ROOT, "%,.1f MB", value / 1e6);
  }
}
