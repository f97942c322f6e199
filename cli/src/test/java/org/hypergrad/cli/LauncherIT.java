package org.hypergrad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher script, on made-up JDKs and an environment in which nothing else can be found.
 *
 * <p>Every path holds a space. The launcher's copy looks for installed JDKs under {@code ROOT}
 * instead of {@code /}, or the JDKs of the machine would be found; nothing else in it is changed.
 */
class LauncherIT {
  private static final Path SCRIPT = Path.of("..", "hypergrad").toAbsolutePath().normalize();

  /** All that the launcher may call; java and mvn are left out on purpose. */
  private static final List<String> TOOLS =
      List.of(
          "basename",
          "bash",
          "cat",
          "dirname",
          "find",
          "head",
          "ln",
          "mkdir",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "tr");

  @TempDir private Path temp;
  private Path root;
  private Path project;
  private Path launcher;
  private TreeMap<String, String> environment;

  private record Outcome(int exit, String out, String err) {}

  @BeforeEach
  void copyLauncher() throws IOException {
    assumeTrue(!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win"), "no bash");
    root = Files.createDirectories(temp.resolve("the root"));
    project = Files.createDirectories(temp.resolve("the project"));
    launcher = project.resolve("hypergrad");
    String text = Files.readString(SCRIPT);
    for (String folder : List.of("/usr/lib/jvm/", "/opt/", "/Library/Java/")) {
      assertThat(text).contains(" " + folder);
      text = text.replace(" " + folder, " \"$ROOT\"" + folder);
    }
    script(launcher, text);

    Path tools = Files.createDirectories(temp.resolve("some tools"));
    for (String tool : TOOLS) {
      Path found =
          Stream.of(System.getenv("PATH").split(":", -1))
              .map(folder -> Path.of(folder, tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow(() -> new IOException("no " + tool + " on PATH"));
      script(tools.resolve(tool), "#!/bin/sh\nexec '" + found + "' \"$@\"\n");
    }
    environment = new TreeMap<>();
    environment.put("PATH", tools.toString());
    environment.put("HOME", Files.createDirectories(temp.resolve("a home")).toString());
    environment.put("ROOT", root.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"25.0.3", "25.0.3.1", "25.0.3+9-LTS", "25.0.10", "25.1", "26", "26-ea", "100.0.1"})
  void takesNewEnough(String version) throws Exception {
    Path jdk = jdk(root.resolve("usr/lib/jvm/some jdk"), version);
    assertThat(run("--print-jdk")).isEqualTo(new Outcome(0, jdk + "\n", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "25",
        "25-ea",
        "25.0",
        "25.0.2",
        "25.0.2+10-LTS",
        "24.9.9",
        "17.0.15",
        "1.8.0_402"
      })
  void refusesTooOldAndSaysWhatItFound(String version) throws Exception {
    Path jdk = jdk(root.resolve("opt/jdk-old"), version);
    Outcome outcome = run("--print-jdk");
    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("needs a JDK 25.0.3").contains(jdk + ": " + version + " (");
  }

  @Test
  void namesEveryPlaceWhenNoneFits() throws Exception {
    Path asked = jdk(temp.resolve("asked for"), "17.0.15");
    Path home = jdk(temp.resolve("java home"), "21.0.1");
    Path numbered = jdk(temp.resolve("numbered"), "25.0.1");
    Path onPath = jdk(temp.resolve("on path"), "11.0.2");
    Path mac = jdk(root.resolve("Library/Java/JavaVirtualMachines/a.jdk/Contents/Home"), "22.0.1");
    Path sdkman = jdk(temp.resolve("a home/.sdkman/candidates/java/23-tem"), "23");
    Path jdks = jdk(temp.resolve("a home/.jdks/jdk 24"), "24.0.2");
    Files.createSymbolicLink(temp.resolve("some tools/java"), onPath.resolve("bin/java"));
    environment.put("HYPERGRAD_JAVA_HOME", asked.toString());
    environment.put("JAVA_HOME", home.toString());
    environment.put("JAVA25_HOME", numbered.toString());

    Outcome outcome = run("anything");

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains(asked + ": 17.0.15 (HYPERGRAD_JAVA_HOME)")
        .contains(home + ": 21.0.1 (JAVA_HOME)")
        .contains(numbered + ": 25.0.1 (JAVA25_HOME)")
        .contains(onPath.toRealPath() + ": 11.0.2 (java on PATH)")
        .contains(root + "/usr/lib/jvm/*: no folder there")
        .contains(mac + ": 22.0.1 (")
        .contains(sdkman + ": 23 (")
        .contains(jdks + ": 24.0.2 (")
        .endsWith("set JAVA_HOME or HYPERGRAD_JAVA_HOME to its folder.\n");
  }

  @Test
  void prefersWhatWasAskedForAndSaysWhenItCannot() throws Exception {
    Path found = jdk(root.resolve("usr/lib/jvm/found"), "25.0.3");
    Path home = jdk(temp.resolve("java home"), "25.0.4");
    Path asked = jdk(temp.resolve("asked for"), "26");
    environment.put("JAVA_HOME", home.toString());
    environment.put("HYPERGRAD_JAVA_HOME", asked.toString());
    assertThat(run("--print-jdk").out()).isEqualTo(asked + "\n");

    environment.put("HYPERGRAD_JAVA_HOME", temp.resolve("not there").toString());
    Outcome second = run("--print-jdk");
    assertThat(second.out()).isEqualTo(home + "\n");
    assertThat(second.err()).contains("HYPERGRAD_JAVA_HOME is no JDK").contains(home.toString());

    environment.remove("HYPERGRAD_JAVA_HOME");
    environment.remove("JAVA_HOME");
    assertThat(run("--print-jdk")).isEqualTo(new Outcome(0, found + "\n", ""));
  }

  @Test
  void passesOverHostileReleaseFiles() throws Exception {
    Path mark = temp.resolve("mark");
    String touch = "echo >\"" + mark + "\"";
    Path jvms = root.resolve("usr/lib/jvm");
    List<Path> hostile = new ArrayList<>();
    for (String release :
        List.of(
            "JAVA_VERSION=\"$(" + touch + ")\"\n",
            "JAVA_VERSION=\"25.0.3`" + touch + "`\"\n",
            "JAVA_VERSION=\"25.0.3; " + touch + "\"\n",
            "JAVA_VERSION=\"x[$(" + touch + ")]\"\n" + touch + "\n",
            "JAVA_VERSION=\"9999999999999999999999.0.3\"\n",
            "JAVA_VERSION=\"25.0.3\u001b[2J\"\n",
            "JAVA_VERSION=25.0.3\n",
            "\u0000\u0001\u00ff JAVA_VERSION=\"25.0.3\"",
            "")) {
      Path jdk = jdk(jvms.resolve("hostile " + hostile.size()), "25.0.3");
      Files.writeString(jdk.resolve("release"), release);
      hostile.add(jdk);
    }
    Path folder = jdk(jvms.resolve("release is a folder"), "25.0.3");
    Files.delete(folder.resolve("release"));
    hostile.add(Files.createDirectories(folder.resolve("release")).getParent());

    Outcome none = run("--print-jdk");
    assertThat(none.exit()).isEqualTo(3);
    assertThat(none.err()).doesNotContain("\u001b");
    for (Path jdk : hostile) {
      assertThat(none.err()).contains(jdk + ": ");
    }
    assertThat(mark).doesNotExist();

    Path good = jdk(jvms.resolve("zz good"), "25.0.3");
    assertThat(run("--print-jdk").out()).isEqualTo(good + "\n");
    assertThat(mark).doesNotExist();
  }

  @Test
  void wantsWholeJdk() throws Exception {
    Path runtime = jdk(root.resolve("usr/lib/jvm/jre"), "25.0.3");
    Files.delete(runtime.resolve("bin/javac"));
    Outcome outcome = run("--print-jdk");
    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.err()).contains(runtime + ": 25.0.3, but no bin/javac");
  }

  @Test
  void passesArgumentsOptionsAndExitCode() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    built();
    environment.put("HYPERGRAD_JAVA_OPTS", "-Xmx1g -Dstar=*");
    environment.put("FAKE_EXIT", "42");
    Path link = Files.createDirectories(temp.resolve("a bin")).resolve("hg");
    Files.createSymbolicLink(link, Path.of("..", "the project", "hypergrad"));
    launcher = link;

    Outcome outcome = run("solve", "two words", "", "*");

    String target = project.toRealPath() + "/cli/target/";
    assertThat(outcome.exit()).isEqualTo(42);
    assertThat(outcome.err()).isEmpty();
    List<String> expected =
        new ArrayList<>(
            List.of(
                "[-XX:+UseParallelGC]",
                "[--enable-native-access=ALL-UNNAMED]",
                "[-Dhypergrad.terminal=false]", // standard error is a pipe here
                "[-Xmx1g]",
                "[-Dstar=*]",
                "[-cp]",
                "[" + target + "hypergrad-cli.jar:" + target + "lib/*]",
                "[org.hypergrad.cli.Main]",
                "[solve]",
                "[two words]",
                "[]",
                "[*]"));
    if (largePagesAreForTheAsking()) {
      expected.add(3, "[-XX:+UseTransparentHugePages]");
    }
    assertThat(outcome.out().lines().skip(1)).containsExactlyElementsOf(expected);
  }

  private static boolean largePagesAreForTheAsking() throws IOException {
    Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    return Files.isReadable(setting) && Files.readString(setting).contains("[madvise]");
  }

  @Test
  void addsVectorModuleOnlyForTheBackendThatNeedsIt() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    built();
    assertThat(run("x").out()).doesNotContain("jdk.incubator.vector");
    Files.writeString(project.resolve("cli/target/lib/hypergrad-kernels-simd-1.jar"), "");
    assertThat(run("x").out()).contains("[--add-modules]\n[jdk.incubator.vector]");
  }

  @Test
  void becomesTheJavaProcess() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    built();
    Process process = start("x");
    String first = process.inputReader().readLine();
    assertThat(first).isEqualTo("pid " + process.pid()); // so signals reach Java itself
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    Outcome outcome = run("x");
    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.err()).contains("not built yet").contains("mvn");
  }

  @Test
  void buildsOnceWithTheJdkItFound() throws Exception {
    Path jdk = jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    maven(0);
    Outcome first = run("x");
    assertThat(first.exit()).isZero();
    assertThat(first.out()).contains("[x]");
    assertThat(first.err()).containsOnlyOnce("\n").contains("not built yet, building");
    assertThat(run("x").err()).isEmpty();
    assertThat(calls()).containsExactly(jdk + " " + project.toRealPath());
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    for (String newer :
        List.of("pom.xml", "solvers/pom.xml", "solvers/src/main/java/A.java", "cli/src/main")) {
      built();
      sources();
      maven(0);
      setAge(newer, 10);
      Outcome first = run("x");
      assertThat(first.exit()).isZero();
      assertThat(first.out()).contains("[x]");
      assertThat(first.err())
          .containsOnlyOnce("\n")
          .startsWith("hypergrad: " + newer + " is newer than what was built, building");
      assertThat(run("x").err()).isEmpty();
      assertThat(calls()).hasSize(1);
      Files.delete(root.resolve("calls"));
    }
  }

  @Test
  void runsWhatIsNewerThanItsSourcesOrHasNone() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    built();
    sources();
    setAge("solvers/src/test", 10);
    setAge("README.md", 10);
    assertThat(run("x").err()).isEmpty();
    setAge("cli/src/main", 10);
    Files.delete(project.resolve("pom.xml")); // as where only what was built is handed on
    assertThat(run("x").err()).isEmpty();
  }

  @Test
  void runsTheOldBuildWhereItCannotBuild() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    built();
    sources();
    setAge("cli/src/main", 10);
    Outcome withoutMaven = run("x");
    assertThat(withoutMaven.exit()).isZero();
    assertThat(withoutMaven.out()).contains("[x]");
    assertThat(withoutMaven.err())
        .isEqualTo(
            "hypergrad: cli/src/main is newer than what was built, and mvn (Maven 3.8 or newer) is"
                + " not on PATH to build it: running the old build\n");
    maven(0);
    Files.writeString(project.resolve("target"), "a file where the folder should be");
    Outcome withoutFolder = run("x");
    assertThat(withoutFolder.exit()).isZero();
    assertThat(withoutFolder.err())
        .containsOnlyOnce("\n")
        .endsWith("/target to build in: running the old build\n");
  }

  @Test
  void doesNotBelieveHalfBuild() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    built();
    Files.delete(project.resolve("cli/target/hypergrad-cli.classpath"));
    Path stale = Files.writeString(project.resolve("cli/target/lib/stale.jar"), "");
    maven(0);
    assertThat(run("x").exit()).isZero();
    assertThat(calls()).hasSize(1);
    assertThat(stale).doesNotExist();
  }

  @Test
  void namesTheLogOfFailedBuild() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    maven(1);
    Outcome outcome = run("x");
    Path log = project.toRealPath().resolve("target/launcher-build.log");
    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.err()).contains("the build failed; see " + log);
    assertThat(log).content().contains("maven says");
    assertThat(run("x").exit()).isEqualTo(3); // and the failed build is not believed afterwards
  }

  @Test
  void buildsOnceForTwoAtATime() throws Exception {
    jdk(root.resolve("usr/lib/jvm/jdk"), "25.0.3");
    maven(0);
    // A lock whose owner is gone must not stop anyone: no process has this id.
    Path lock = Files.createDirectories(project.resolve("target")).resolve("launcher-build.lock");
    Files.createSymbolicLink(lock, Path.of("999999999"));
    Process one = start("x");
    Process two = start("x");
    assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(two.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(List.of(one.exitValue(), two.exitValue())).containsOnly(0);
    assertThat(calls()).hasSize(1);
    assertThat(Files.isSymbolicLink(lock)).isFalse();
  }

  /** A folder that looks like a JDK; its java prints its process id and its arguments. */
  private Path jdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_RUNTIME_VERSION=\"99\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        home.resolve("bin/java"),
        "#!/bin/sh\necho \"pid $$\"\nprintf '[%s]\\n' \"$@\"\nexit ${FAKE_EXIT:-0}\n");
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    return home;
  }

  /** What a finished build leaves. */
  private void built() throws IOException {
    Path target = project.resolve("cli/target");
    Files.createDirectories(target.resolve("lib"));
    Files.writeString(target.resolve("hypergrad-cli.jar"), "");
    Files.writeString(target.resolve("hypergrad-cli.classpath"), "");
  }

  /** Sources of two modules, older than {@link #built}. */
  private void sources() throws IOException {
    for (String module : List.of("cli", "solvers")) {
      Files.createDirectories(project.resolve(module + "/src/main/java"));
      Files.createDirectories(project.resolve(module + "/src/test"));
    }
    for (String file : List.of("README.md", "pom.xml", "solvers/pom.xml")) {
      Files.writeString(project.resolve(file), "");
    }
    Files.writeString(project.resolve("solvers/src/main/java/A.java"), "");
    try (Stream<Path> all = Files.walk(project)) {
      for (Path path : all.filter(path -> !path.toString().contains("target")).toList()) {
        setAge(path.toString(), 1000);
      }
    }
    setAge("cli/target/hypergrad-cli.classpath", 100);
  }

  /** Makes a file look as if it was written so many seconds ago. */
  private void setAge(String path, int seconds) throws IOException {
    Instant time = Instant.now().minusSeconds(seconds);
    Files.setLastModifiedTime(project.resolve(path), FileTime.from(time));
  }

  /** A Maven that notes where it was called, and fails or leaves what a finished build leaves. */
  private void maven(int exit) throws IOException {
    script(
        temp.resolve("some tools/mvn"),
        """
        #!/usr/bin/env bash
        echo "$JAVA_HOME $PWD" >>"$ROOT/calls"
        echo maven says something
        sleep 0.5
        [ %d = 0 ] || exit 1
        mkdir -p cli/target/lib
        : >cli/target/hypergrad-cli.jar
        : >cli/target/hypergrad-cli.classpath
        """
            .formatted(exit));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(root.resolve("calls"));
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs the launcher; what it prints is far below what a pipe holds, so it can be read after. */
  private Outcome run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("launcher came back").isTrue();
    return new Outcome(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), UTF_8),
        new String(process.getErrorStream().readAllBytes(), UTF_8));
  }
}
