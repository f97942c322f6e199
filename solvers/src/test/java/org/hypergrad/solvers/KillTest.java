package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A kill at any moment followed by a resume gives the uninterrupted result. The run is in a JVM of
 * its own, which is destroyed after a few of its checkpoints, whatever it is doing then: computing,
 * writing the next one, or moving it over the last.
 */
class KillTest {

  private static final int KILLS = 3;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = RunCase.class,
      names = {"SOBA", "SABA", "SABA_ROW_TABLES", "SABA_CLEANING_IID", "SID"})
  void killedAndResumed(RunCase run) throws IOException, InterruptedException {
    Path file = folder.resolve("checkpoint");
    SplittableRandom random = new SplittableRandom(run.iterations);
    long reached = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      kill(run, file, random.nextInt(1, 12));
      Checkpoint saved = Checkpoint.read(file); // whole, whenever the kill came
      assertThat(saved.iterations()).isBetween(reached, (long) run.iterations - 1);
      reached = saved.iterations();
    }
    assertThat(reached).isPositive();
    try (BilevelProblem problem = run.problem()) {
      Outcome resumed = run.run(problem, run.iterations).resume(file).execute();
      RunTest.requireSame(resumed, run.run(problem, run.iterations).execute());
    }
  }

  /** Starts or resumes the run and destroys its JVM after a number of checkpoints. */
  private static void kill(RunCase run, Path file, int checkpoints)
      throws IOException, InterruptedException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path errors = file.resolveSibling("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                KilledRun.class.getName(),
                run.name(),
                file.toString())
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (int k = 0; k < checkpoints; k++) {
        assertThat(lines.readLine()).as("errors: %s", Files.readString(errors)).isNotNull();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as("killed, not finished").isNotZero();
  }
}
