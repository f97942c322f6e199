package org.hypergrad.kernels.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ludovic.netlib.blas.BLAS;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hypergrad.kernels.simd.SimdBackend;
import org.hypergrad.kernels.testkit.ChildJvm;
import org.hypergrad.kernels.testkit.SelectionReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.netlib.util.booleanW;

/** Every library that will not do, and every way to one that does, each in a JVM of its own. */
@Execution(ExecutionMode.CONCURRENT)
class LibrarySearchTest {

  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  @TempDir Path folder;

  @BeforeEach
  void assumeLinux() {
    BlasHere.assumeLinux();
  }

  private static String report(List<String> options, Map<String, String> environment) {
    List<String> all = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
    all.addAll(options);
    return ChildJvm.with(BlasBackend.class, SimdBackend.class, BLAS.class, booleanW.class)
        .run(SelectionReport.class, all, environment, "blas");
  }

  private static String report(String library, String... options) {
    return report(
        Stream.concat(
                Stream.of(NATIVE_ACCESS, "-D" + NativeBlas.PROPERTY + "=" + library),
                Stream.of(options))
            .toList(),
        Map.of());
  }

  private static void assertRefused(Object library, String reason) {
    assertSaysRefused(
        report(library.toString()), "%s=%s: %s".formatted(NativeBlas.PROPERTY, library, reason));
  }

  /** One reason, once a line: no word from the system's loader, from netlib or from the JVM. */
  private static void assertSaysRefused(String report, String reason) {
    assertThat(report.lines())
        .contains(
            "blas     refused: " + reason,
            "chosen   simd (default: auto)",
            "no request: simd",
            "blas: refused: no backend for 'blas' (asked for): blas: " + reason);
    assertThat(report).doesNotContain("fatal", "stack guard", "INFO", "netlib-blas");
  }

  /** netlib's own library, for a processor: it is small and always there. */
  private Path netlibs(String processor) throws IOException {
    String name = "/resources/native/Linux-%s/libnetlibblasjni.so".formatted(processor);
    Path copy = folder.resolve(processor + ".so");
    try (InputStream content = BLAS.class.getResourceAsStream(name)) {
      Files.copy(content, copy);
    }
    return copy;
  }

  private static boolean onAmd64() {
    return System.getProperty("os.arch").equals("amd64");
  }

  @Test
  void nothingThere() {
    assertRefused(folder.resolve("absent.so"), "there is no such file");
  }

  @Test
  void aNameThatTheSystemDoesNotKnow() {
    assertRefused("libno-such-blas.so", "the system's loader does not find it");
  }

  @Test
  void aDirectory() {
    assertRefused(folder, "it is a directory, name the library in it");
  }

  @Test
  void notReadable() throws IOException {
    Path file = Files.writeString(folder.resolve("secret.so"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");
    assertRefused(file, "it may not be read");
  }

  @Test
  void noRegularFile() {
    assertRefused("/dev/zero", "it is no regular file");
  }

  @Test
  void noLibrary() throws IOException {
    assertRefused(
        Files.writeString(folder.resolve("text.so"), "text ".repeat(100)),
        "it is no shared library");
    assertRefused(Files.createFile(folder.resolve("empty.so")), "it is no shared library");
  }

  @Test
  void forAnotherProcessor() throws IOException {
    assertRefused(
        netlibs(onAmd64() ? "aarch64" : "amd64"),
        "it is for another processor than this Java, which is for "
            + System.getProperty("os.arch"));
  }

  /** The loader would map what is missing, and end the JVM. */
  @Test
  void cutOff() throws IOException {
    byte[] whole = Files.readAllBytes(netlibs(onAmd64() ? "amd64" : "aarch64"));
    for (int length : new int[] {64, 100, whole.length / 2}) {
      Path file = folder.resolve(length + ".so");
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(file, "its end is missing: was it copied in full?");
    }
  }

  @Test
  void aLibraryThatIsNoBlas() throws IOException {
    assertRefused(netlibs(onAmd64() ? "amd64" : "aarch64"), "it is no BLAS: it has no ddot_");
  }

  @Test
  void nativeAccessDenied() {
    String reason = "Java may not call native code: start it with " + NATIVE_ACCESS;
    Map<String, String> unnamed = Map.of(NativeBlas.VARIABLE, "");
    assertSaysRefused(report(List.of(), unnamed), reason);
    assertSaysRefused(report(List.of("--illegal-native-access=deny"), unnamed), reason);
  }

  @Test
  void noVectors() {
    String output =
        ChildJvm.with(BlasBackend.class, SimdBackend.class, BLAS.class, booleanW.class)
            .run(SelectionReport.class, List.of(NATIVE_ACCESS), Map.of(), "blas");
    assertThat(output.lines())
        .contains(
            "blas     refused: all but its products are simd's, and the module"
                + " jdk.incubator.vector is not there: start Java with --add-modules"
                + " jdk.incubator.vector");
  }

  @Test
  void netlibCannotUnpackItself() {
    BlasHere.assumeAvailable();
    String report =
        report(BlasHere.library().toString(), "-Djava.io.tmpdir=" + folder.resolve("absent"));
    assertThat(report)
        .contains("netlib cannot load it: its own library must be allowed to run from java.io");
  }

  /** What it has loaded cannot be asked, so it is not trusted. */
  @Test
  void netlibWasTouchedByOtherCode() {
    BlasHere.assumeAvailable();
    String library = BlasHere.library().toString();
    String output =
        ChildJvm.with(
                BlasBackend.class,
                SimdBackend.class,
                BLAS.class,
                booleanW.class,
                TouchedNetlib.class)
            .run(
                TouchedNetlib.class,
                List.of(
                    "--add-modules=jdk.incubator.vector",
                    NATIVE_ACCESS,
                    "-D" + NativeBlas.PROPERTY + "=" + library),
                Map.of(),
                library);
    assertThat(output)
        .contains(
            "refused: %s=%s: other code has loaded netlib before, with a library that it does not"
                    .formatted(NativeBlas.PROPERTY, library)
                + " tell: start Java with -Ddev.ludovic.netlib.blas.nativeLibPath="
                + library);
  }

  @Test
  void noneIsBundled() {
    assertThat(report("bundled"))
        .containsPattern("hypergrad.blas.library=bundled: .* is not on the class path");
  }

  private static void assertAvailable(String report, Path library) {
    assertThat(report.lines())
        .contains("blas     available", "         library: " + library, "blas: blas, asked for");
  }

  @Test
  void namedOrFound() {
    BlasHere.assumeAvailable();
    Path library = BlasHere.library();
    assertAvailable(report(library.toString()), library);
    assertAvailable(
        report(List.of(NATIVE_ACCESS), Map.of(NativeBlas.VARIABLE, library.toString())), library);
    assertThat(report(List.of(NATIVE_ACCESS), Map.of(NativeBlas.VARIABLE, "")))
        .contains("blas     available");
  }

  /** What the system is not asked for: another name for the same library. */
  @Test
  void aLinkLeadsToTheLibrary() throws IOException {
    BlasHere.assumeAvailable();
    Path link = Files.createSymbolicLink(folder.resolve("my-blas"), BlasHere.library());
    String report = report(link.toString());
    assertAvailable(report, BlasHere.library());
    assertThat(report).contains("         found: named " + link);
    Files.delete(link);
  }

  /** What stands in for the jar: a folder on the class path with the system's library. */
  @Test
  void bundled() throws IOException {
    BlasHere.assumeAvailable();
    Path home =
        folder.resolve("org/bytedeco/openblas/" + (onAmd64() ? "linux-x86_64" : "linux-arm64"));
    Files.createDirectories(home);
    Files.copy(BlasHere.library().toRealPath(), home.resolve("libopenblas.so.0"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    String report =
        report("bundled", "-Xbootclasspath/a:" + folder, "-Djava.io.tmpdir=" + temporary);
    assertThat(report)
        .contains("blas     available", "         library: " + temporary.resolve("hypergrad-blas"));
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(path -> path.toString().contains("hypergrad-blas"))).isEmpty();
    }
  }
}
