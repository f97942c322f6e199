package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every reason not to compute on a device, each in a JVM of its own. */
@Execution(ExecutionMode.CONCURRENT)
class CudaRefusalTest {

  private static final String NO_DEVICE =
      "the driver finds no device: see nvidia-smi, and CUDA_VISIBLE_DEVICES if it is set";

  @TempDir Path folder;

  @BeforeEach
  void assumeLinux() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "this is not Linux x86-64");
  }

  private static void assumeEmulated() {
    assumeTrue(FakeCuda.isHere(), "only the driver of tests pretends what others lack");
  }

  private static List<String> options(String... more) {
    List<String> options = new ArrayList<>(List.of(ChildReport.NATIVE_ACCESS));
    options.addAll(List.of(more));
    return options;
  }

  private static void assertRefused(List<String> report, String reason) {
    assertThat(report)
        .contains(
            "cuda     refused: " + reason,
            "no request: scalar",
            "cuda: refused: no backend for 'cuda' (asked for): cuda: " + reason);
  }

  private static void assertRefused(Map<String, String> environment, String reason) {
    assertRefused(ChildReport.report(options(ChildReport.natives()), environment, "cuda"), reason);
  }

  @Test
  void anotherPlatform() {
    assertRefused(
        ChildReport.report(options("-Dos.arch=aarch64"), Map.of(), "cuda"),
        "it runs on Linux x86-64 only, and this Java is for Linux aarch64");
  }

  @Test
  void nativeAccessDenied() {
    String reason =
        "Java may not call native code: start it with --enable-native-access=ALL-UNNAMED";
    assertRefused(ChildReport.report(List.of(), Map.of(), "cuda"), reason);
    assertRefused(
        ChildReport.report(List.of("--illegal-native-access=deny"), Map.of(), "cuda"), reason);
  }

  @Test
  void noDriver() {
    assumeEmulated(); // one that is installed is found without the variable
    assertRefused(
        Map.of("LD_LIBRARY_PATH", ""),
        "the system's loader does not find libcuda.so.1: install NVIDIA's driver, 450 or newer");
  }

  /** Any library under the driver's name will do, if it lacks what is looked for first. */
  @Test
  void aDriverWithoutAFunction() throws IOException {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libjimage.so");
    Files.copy(library, folder.resolve("libcuda.so.1"));
    assertRefused(
        Map.of("LD_LIBRARY_PATH", folder.toString()),
        "NVIDIA's driver is too old, it has no cuInit: install 450 or newer");
  }

  @Test
  void nativesMissing() {
    assumeEmulated();
    assertRefused(
        ChildReport.report(options(), Map.of(), "cuda"),
        "JCuda's own library is missing: add org.jcuda:jcuda-natives:12.6.0 with the classifier"
            + " linux-x86_64 to the class path");
  }

  @Test
  void nativesBroken() throws IOException {
    assumeEmulated();
    Path lib = Files.createDirectory(folder.resolve("lib"));
    Files.writeString(
        lib.resolve("libJCudaDriver-12.6.0-linux-x86_64.so"), "no library ".repeat(9));
    List<String> report =
        ChildReport.report(options("-Xbootclasspath/a:" + folder), Map.of(), "cuda");
    assertThat(report)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(
                    "cuda     refused: JCuda's own library cannot be loaded, fetch its jars anew and"
                        + " let java.io.tmpdir, ")
                .contains("allow programs to run: "));
    assertThat(report).contains("no request: scalar");
  }

  @Test
  void noFolderForTemporaryFiles() {
    assumeEmulated();
    List<String> report =
        ChildReport.report(
            options(ChildReport.natives(), "-Djava.io.tmpdir=" + folder.resolve("absent")),
            Map.of(),
            "cuda");
    assertThat(report)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(
                    "cuda     refused: JCuda's own library cannot be unpacked, let -Djava.io.tmpdir"
                        + " name a folder with room: "));
  }

  /** JCuda's library is loaded from a folder of its user's alone, and nothing of it is left. */
  @Test
  void nothingIsLeftAmongTemporaryFiles() throws IOException {
    assumeEmulated();
    List<String> report =
        ChildReport.report(
            options(ChildReport.natives(), "-Djava.io.tmpdir=" + folder), Map.of(), "cuda");
    assertThat(report).contains("cuda     available");
    try (var left = Files.list(folder)) {
      assertThat(left.filter(path -> !path.toString().contains("hsperfdata"))).isEmpty();
    }
  }

  @Test
  void noDevice() {
    assumeEmulated();
    assertRefused(Map.of("FAKECUDA_NODEVICE", "1"), NO_DEVICE);
  }

  @Test
  void anOldDriver() {
    assumeEmulated();
    assertRefused(
        Map.of("FAKECUDA_DRIVER", "10020"),
        "NVIDIA's driver is too old, it is for CUDA 10.2: install 450 or newer, for CUDA 11.0");
    assertThat(
            ChildReport.report(
                options(ChildReport.natives()), Map.of("FAKECUDA_DRIVER", "11000"), "cuda"))
        .contains("cuda: cuda, asked for");
  }

  @Test
  void anOldDevice() {
    assumeEmulated();
    assertRefused(
        Map.of("FAKECUDA_CC", "70"),
        "fakecuda host emulator (sm_70) has compute capability 7.0, 7.5 is needed: choose another"
            + " device, such as cuda:1");
    assertThat(
            ChildReport.report(options(ChildReport.natives()), Map.of("FAKECUDA_CC", "75"), "cuda"))
        .contains("cuda: cuda, asked for");
  }

  @Test
  void aSettingThatIsNoNumber() {
    assumeEmulated();
    assertRefused(
        ChildReport.report(
            options(ChildReport.natives(), "-Dhypergrad.cuda.auto.entries=many"), Map.of(), "cuda"),
        "hypergrad.cuda.auto.entries is a whole number of entries, not 'many'");
  }

  @Test
  void devicesByNumber() {
    assumeEmulated();
    assertThat(
            ChildReport.report(
                options(ChildReport.natives()),
                Map.of("FAKECUDA_MEM_MB", "512"),
                "cuda",
                "cuda:0",
                "cuda:1",
                "cuda:x",
                "cuda:0+0",
                "cuda:0+1",
                "auto"))
        .contains(
            "cuda     available",
            "         device: 0, fakecuda host emulator (sm_80)",
            "         compute capability: 8.0",
            "         driver: for CUDA 12.6",
            "         auto: never, it is emulated",
            "cuda: cuda, asked for",
            "cuda:0: cuda, asked for",
            "cuda:1: refused: no backend for 'cuda:1' (asked for): cuda:1: there is no device 1,"
                + " they are numbered from 0 to 0",
            "cuda:x: refused: no backend for 'cuda:x' (asked for): cuda:x: a device is a number,"
                + " such as cuda:1, and several are cuda:0+1",
            "cuda:0+0: cuda:0+0, asked for",
            "cuda:0+1: refused: no backend for 'cuda:0+1' (asked for): cuda:0+1: there is no device"
                + " 1, they are numbered from 0 to 0",
            "no request: scalar",
            "auto: scalar, asked for");
  }
}
