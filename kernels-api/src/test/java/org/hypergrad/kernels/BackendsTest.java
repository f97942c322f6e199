package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.hypergrad.kernels.providers.ProviderLoader;
import org.hypergrad.kernels.providers.Providers;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Discovery: whatever a provider does wrong, the others are found and its reason is reported. */
class BackendsTest {

  private static final String PREFIX = Providers.class.getName() + "$";

  @TempDir Path folder;

  private Backends discover(String... serviceFiles) throws IOException {
    return Backends.discover(
        ServiceLoader.load(Backend.class, new ProviderLoader(folder, serviceFiles)));
  }

  static Stream<Arguments> broken() {
    String error = "?        refused: ServiceConfigurationError: " + Backend.class.getName() + ": ";
    String unusable = " refused: its name is not usable: ";
    return Stream.of(
        Arguments.of(
            type(Providers.ConstructorThrows.class),
            error
                + "Provider "
                + PREFIX
                + "ConstructorThrows could not be instantiated ← IllegalStateException: no card in"
                + " slot 2"),
        Arguments.of(
            type(Providers.InitializerThrows.class),
            error
                + "Provider "
                + PREFIX
                + "InitializerThrows could not be instantiated ← ExceptionInInitializerError ←"
                + " NumberFormatException: For input string: \"not a number\""),
        Arguments.of(PREFIX + "Missing", error + "Provider " + PREFIX + "Missing not found"),
        Arguments.of(
            type(Providers.NotABackend.class), error + PREFIX + "NotABackend not a subtype"),
        Arguments.of(
            type(Providers.NameThrows.class),
            PREFIX + "NameThrows refused: UnsupportedOperationException: nameless"),
        Arguments.of(type(Providers.NameNull.class), PREFIX + "NameNull" + unusable + "null"),
        Arguments.of(
            type(Providers.NameIllegal.class), PREFIX + "NameIllegal" + unusable + "Two Words"),
        Arguments.of(type(Providers.NameAuto.class), PREFIX + "NameAuto" + unusable + "auto"),
        Arguments.of(
            type(Providers.RankThrows.class),
            PREFIX + "RankThrows refused: IllegalStateException: no rank"),
        Arguments.of(
            type(Providers.ProbeThrows.class),
            "probe-throws refused: its probe threw NoClassDefFoundError:"
                + " jdk/incubator/vector/Vector"),
        Arguments.of(type(Providers.ProbeNull.class), "probe-null refused: its probe said nothing"),
        Arguments.of(
            type(Providers.ProbeRefuses.class),
            "probe-refuses refused: libcuda.so.1 is missing: install a driver"),
        Arguments.of(
            type(Providers.Twin.class), "healthy  refused: another backend has the same name"));
  }

  private static String type(Class<?> provider) {
    return provider.getName();
  }

  private static String[] with(String broken) {
    return new String[] {broken, type(Providers.Healthy.class), type(ScalarBackend.class)};
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenProviderHarmsNoOther(String provider, String line) throws IOException {
    Backends discovered = discover(with(provider));
    String report = discovered.report();
    assertThat(report.lines())
        .contains(line, "healthy  available", "         driver: 1 2", "scalar   available");
    assertThat(discovered.choose("auto").first()).isEqualTo("healthy");
    // in one file with the others as well
    String inOneFile = discover(String.join("\n", with(provider))).report();
    assertThat(inOneFile).isEqualTo(report);
  }

  @Test
  void aMalformedFileHarmsNoOtherFile() throws IOException {
    String report = discover(with("no class at all")).report();
    assertThat(report.lines())
        .contains("healthy  available", "scalar   available")
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("?        refused: ServiceConfigurationError: ")
                .contains("services-0:1: Illegal configuration-file syntax"));
    assertThat(discover(with("1.2.3")).report())
        .contains("services-0:1: Illegal provider-class name: 1.2.3", "healthy  available");
  }

  @Test
  void allBrokenOnesTogetherStandInTheReport() throws IOException {
    String[] files =
        Stream.concat(
                broken().map(arguments -> (String) arguments.get()[0]),
                Stream.of(type(Providers.Healthy.class), type(ScalarBackend.class)))
            .toArray(String[]::new);
    String report = discover(files).report();
    assertThat(report.lines())
        .containsAll(broken().map(arguments -> (String) arguments.get()[1]).toList())
        .contains("healthy  available", "scalar   available");
  }

  @Test
  void nothingFoundIsSaid() throws IOException {
    Backends none = discover();
    String message = "no backend for 'auto' (default): no provider was found";
    assertThat(none.report().strip())
        .matches("chosen   none: no backend for '.*' \\(.*\\): .*"); // as asked for from outside
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> none.choose(null, null))
        .withMessage(message);
  }

  @Test
  void higherRanksComeFirst() throws IOException {
    String files = type(ScalarBackend.class) + "\n" + type(Providers.Healthy.class);
    Selection selection = discover(files).choose("auto");
    assertThat(selection.first()).isEqualTo("healthy");
    assertThat(selection.asked()).isEqualTo("auto");
  }

  @Test
  void oneNameFailsWithItsReason() throws IOException {
    Backends backends = discover(with(type(Providers.ProbeRefuses.class)));
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backends.choose("probe-refuses"))
        .withMessage(
            "no backend for 'probe-refuses' (asked for): "
                + "probe-refuses: libcuda.so.1 is missing: install a driver");
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backends.choose("nonsense"))
        .withMessage(
            "no backend for 'nonsense' (asked for): nonsense: no such backend, "
                + "there are: probe-refuses, healthy, scalar");
  }

  /** What follows a colon is the backend's affair; one without devices says so. */
  @Test
  void aNameMayGoOnWithADevice() throws IOException {
    Backends backends =
        discover(
            type(Providers.Devices.class)
                + "\n"
                + type(Providers.Healthy.class)
                + "\n"
                + type(Providers.NameThrows.class));
    assertThat(backends.choose("devices").first()).isEqualTo("devices");
    assertThat(backends.choose(" Devices:0 ").first()).isEqualTo("devices:0");
    assertThat(backends.choose("devices:1,devices:0,healthy").first()).isEqualTo("devices:0");
    assertRefused(backends, "devices:1", "devices:1: it is too old");
    assertRefused(backends, "devices:2", "devices:2: there is no device 2");
    assertRefused(backends, "devices:x", "devices:x: NumberFormatException: x");
    assertRefused(backends, "healthy:0", "healthy:0: it has no devices to choose from");
    String broken = type(Providers.NameThrows.class);
    assertRefused(
        backends,
        "nonsense:0",
        "nonsense:0: no such backend, there are: healthy, devices, " + broken);
  }

  private static void assertRefused(Backends backends, String request, String reason) {
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backends.choose(request))
        .withMessage("no backend for '%s' (asked for): %s".formatted(request, reason));
  }

  @Test
  void anOrderOfPreferenceThatNoneSatisfiesFailsWithEveryReason() throws IOException {
    Backends backends = discover(with(type(Providers.ProbeNull.class)));
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backends.choose(" Probe-Null , gpu"))
        .withMessage(
            "no backend for 'probe-null , gpu' (asked for): probe-null: its probe said nothing; "
                + "gpu: no such backend, there are: probe-null, healthy, scalar");
  }

  @Test
  void theArgumentBeatsThePropertyWhichBeatsTheEnvironment() throws IOException {
    Backends backends = discover(with(type(Providers.ProbeNull.class)));
    assertThat(backends.choose("scalar").source()).isEqualTo("asked for");
    Selection byProperty = backends.choose("scalar", "healthy");
    assertThat(byProperty.first()).isEqualTo("scalar");
    assertThat(byProperty.source()).isEqualTo("system property hypergrad.backend");
    for (String blank : new String[] {null, "", "  "}) {
      Selection byVariable = backends.choose(blank, "scalar");
      assertThat(byVariable.first()).isEqualTo("scalar");
      assertThat(byVariable.source()).isEqualTo("environment variable HYPERGRAD_BACKEND");
      Selection byDefault = backends.choose(blank, blank);
      assertThat(byDefault.first()).isEqualTo("healthy");
      assertThat(byDefault.source()).isEqualTo("default");
    }
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backends.choose("nonsense", "healthy"))
        .withMessageStartingWith(
            "no backend for 'nonsense' (system property hypergrad.backend): nonsense: no such");
  }

  @Test
  void theScalarReferenceIsOnThisClassPath() {
    assertThat(Backends.select("scalar").first()).isEqualTo("scalar");
    assertThat(Backends.discover().report())
        .contains("scalar   available", "         java: ", "         mode: ");
  }
}
