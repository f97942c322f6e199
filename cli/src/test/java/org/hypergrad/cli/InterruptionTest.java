package org.hypergrad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Signals to a process of its own. */
class InterruptionTest {

  @TempDir private Path temp;
  private Path train;
  private Path valid;
  private Path out;

  @BeforeEach
  void writeData() throws IOException {
    assumeTrue(
        !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win"),
        "signals are sent with kill, which Windows lacks");
    train = SmallData.write(temp.resolve("train"), 1);
    valid = SmallData.write(temp.resolve("valid"), 2);
    out = temp.resolve("out");
  }

  private Process start(Object... options) throws IOException {
    List<String> command = new ArrayList<>(withSignals());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "solve",
            "--train",
            train.toString(),
            "--valid",
            valid.toString(),
            "--out",
            out.toString()));
    for (Object option : options) {
      command.add(option.toString());
    }
    return new ProcessBuilder(command)
        .redirectOutput(temp.resolve("stdout").toFile())
        .redirectError(temp.resolve("stderr").toFile())
        .start();
  }

  /** A job in the background is born with SIGINT ignored, and so would be what it starts. */
  private static List<String> withSignals() {
    return System.getProperty("os.name").startsWith("Linux")
        ? List.of("env", "--default-signal=INT")
        : List.of();
  }

  private String stderr() throws IOException {
    return Files.readString(temp.resolve("stderr"), UTF_8);
  }

  private void awaitTheRun(Process process) throws Exception {
    for (int k = 0; k < 600 && !stderr().contains("iterations   h = "); k++) {
      assertThat(process.isAlive()).as(stderr()).isTrue();
      Thread.sleep(50);
    }
    Thread.sleep(300);
  }

  private static void kill(String signal, Process process) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143"})
  void aSignalLeavesACheckpointAndAValidPartialResult(String signal, int code) throws Exception {
    Process process = start("--seconds", 600);
    try {
      awaitTheRun(process);
      kill(signal, process);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(stderr()).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(stderr()).isEqualTo(code);
    JsonNode result = Commands.parse(Files.readString(out.resolve("result.json")));
    assertThat(result.get("ending").stringValue()).isEqualTo("cancelled");
    long iterations = result.get("iterations").longValue();
    assertThat(iterations).isPositive();
    assertThat(Files.readString(out.resolve("report.html"))).contains("stopped before its end");
    assertThat(stderr()).contains("stopping: ", "--resume " + out.resolve("checkpoint"));
    assertThat(Files.readString(temp.resolve("stdout"), UTF_8)).contains("cancelled");

    JsonNode evaluated =
        Commands.run(
                "evaluate",
                "--train",
                train,
                "--valid",
                valid,
                "--model",
                out.resolve("model.json"),
                "--json")
            .succeeded()
            .json();
    assertThat(Math.abs(evaluated.get("h").doubleValue() - result.get("h").doubleValue()))
        .isLessThan(1e-9);

    long more = iterations + 100;
    JsonNode resumed =
        Commands.run(
                "solve",
                "--train",
                train,
                "--valid",
                valid,
                "--iterations",
                more,
                "--resume",
                out.resolve("checkpoint"),
                "--json")
            .succeeded()
            .json();
    assertThat(resumed.get("iterations").longValue()).isEqualTo(more);
  }

  @Test
  void aKillAtOnceLeavesACheckpointThatGoesOn() throws Exception {
    Process process = start("--seconds", 600);
    try {
      awaitTheRun(process);
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out.resolve("result.json")).doesNotExist();
    Commands.run(
            "solve",
            "--train",
            train,
            "--valid",
            valid,
            "--iterations",
            1000,
            "--resume",
            out.resolve("checkpoint"))
        .succeeded();
  }
}
