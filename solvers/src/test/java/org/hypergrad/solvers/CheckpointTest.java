package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file: what is wrong with it is said in one line, and a good one is never lost. */
class CheckpointTest {

  @TempDir Path folder;

  private static Checkpoint sample() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("solver", "Soba[ρ = ¼]");
    settings.put("seed", "1");
    List<TracePoint> trace =
        List.of(
            new TracePoint(0, 0, 0, 0.5, 1, 1, Double.NaN),
            new TracePoint(0.1, 10, 640, 0.25, 0.5, 0.4, 0.125));
    Map<String, double[]> vectors = new LinkedHashMap<>();
    vectors.put("z", new double[] {1, -0.0, Double.MIN_VALUE, Math.PI});
    vectors.put("empty", new double[0]);
    vectors.put("table", Problems.gaussians(1, 20_000)); // more than one buffer
    return new Checkpoint(settings, 10, 640, 0.1, trace, vectors);
  }

  private Path written() throws IOException {
    Path file = folder.resolve("checkpoint");
    sample().write(file);
    return file;
  }

  @Test
  void comesBackAsItWas() throws IOException {
    Checkpoint before = sample();
    Checkpoint after = Checkpoint.read(written());
    assertThat(after.settings()).isEqualTo(before.settings());
    assertThat(after.iterations()).isEqualTo(10);
    assertThat(after.samples()).isEqualTo(640);
    assertThat(after.seconds()).isEqualTo(0.1);
    assertThat(after.trace()).isEqualTo(before.trace());
    assertThat(after.vectors().keySet()).isEqualTo(before.vectors().keySet());
    before
        .vectors()
        .forEach((name, values) -> assertThat(after.vectors().get(name)).isEqualTo(values));
    assertThat(Double.doubleToRawLongBits(after.vectors().get("z")[1]))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
  }

  private void requireRefused(Path file, String message) {
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(file + ": " + message);
  }

  private static final String DAMAGED =
      "damaged checkpoint (its checksum does not match); start again or use a copy";

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    Path file = folder.resolve("truncated");
    Set<Integer> lengths = new TreeSet<>();
    for (int k = 0; k < 400; k++) { // all of the header, every length class modulo 8
      lengths.add(k);
      lengths.add(whole.length - 1 - k);
    }
    for (int k = 400; k < whole.length; k += 997) {
      lengths.add(k);
    }
    for (int length : lengths) {
      Files.write(file, Arrays.copyOf(whole, length));
      requireRefused(file, length < 16 ? "not a checkpoint of this program" : DAMAGED);
    }
  }

  @Test
  void aChangedByteIsFound() throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    Path file = folder.resolve("changed");
    for (int k = 8; k < bytes.length; k += k < 400 || k > bytes.length - 40 ? 1 : 499) {
      bytes[k] ^= (byte) (1 << (k % 8));
      Files.write(file, bytes);
      requireRefused(file, DAMAGED);
      bytes[k] ^= (byte) (1 << (k % 8));
    }
    Files.write(file, bytes);
    assertThat(Checkpoint.read(file).iterations()).isEqualTo(10);
  }

  @Test
  void extraBytesAreFound() throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    Path file = folder.resolve("longer");
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 8));
    requireRefused(file, DAMAGED);
  }

  @Test
  void otherFilesAndVersionsAreNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    Path file = folder.resolve("other");
    Files.writeString(file, "{\"solver\": \"saba\", \"iterations\": 12}");
    requireRefused(file, "not a checkpoint of this program");
    Files.write(file, new byte[0]);
    requireRefused(file, "not a checkpoint of this program");
    ByteBuffer newer = ByteBuffer.wrap(bytes.clone());
    newer.putInt(4, 2);
    Files.write(file, newer.array());
    requireRefused(file, "a checkpoint of format 2, this program reads format 1");
    requireRefused(folder.resolve("nothing"), "there is no such checkpoint file");
    requireRefused(folder, "there is no such checkpoint file");
  }

  /** A right checksum over nonsense: lengths are not trusted, nothing huge is allocated. */
  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20})
  void nonsenseUnderARightChecksumIsRefused(int value) throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    requireRefused(
        changed(bytes, 8, value), "damaged checkpoint (a list of %d parts)".formatted(value));
    int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("table");
    requireRefused(
        changed(bytes, name + 5, value),
        "damaged checkpoint (vector 'table' of length %d)".formatted(value));
    requireRefused(changed(bytes, name + 5, 20_002), "damaged checkpoint (it ends early)");
  }

  private Path changed(byte[] bytes, int position, int value) throws IOException {
    ByteBuffer changed = ByteBuffer.wrap(bytes.clone());
    changed.putInt(position, value);
    CRC32C checksum = new CRC32C();
    checksum.update(changed.array(), 0, bytes.length - 8);
    changed.putLong(bytes.length - 8, checksum.getValue());
    return Files.write(folder.resolve("nonsense"), changed.array());
  }

  // ---- through a run

  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.constant(0.1), StepSize.constant(0.01));

  private static Run run(BilevelProblem problem, Solver solver) {
    return new Run(problem, solver)
        .sampling(Sampling.BLOCKS, 4)
        .budget(Budget.ofIterations(10))
        .evaluate(EvaluationSchedule.never());
  }

  @Test
  void anotherRunIsNamed() throws IOException {
    Path file = folder.resolve("run");
    Penalty penalty = Penalty.perFeature(4);
    Saba saba = new Saba(STEP);
    try (BilevelProblem problem = Problems.regularization(1, 20, 20, penalty);
        BilevelProblem otherData = Problems.regularization(2, 20, 20, penalty);
        BilevelProblem moreRows = Problems.regularization(1, 21, 20, penalty);
        BilevelProblem groups =
            Problems.regularization(1, 20, 20, Penalty.groups(new int[] {1, 0, 2, 3}, 4))) {
      run(problem, saba).checkpoint(file, 1e6).execute();
      requireOther(run(problem, saba).seed(2).resume(file), file, "seed was 1, and is 2");
      requireOther(
          run(problem, saba).sampling(Sampling.BLOCKS, 5).resume(file),
          file,
          "sampling was BLOCKS, batch 4, and is BLOCKS, batch 5");
      requireOther(
          run(problem, saba).sampling(Sampling.IID, 4).resume(file),
          file,
          "sampling was BLOCKS, batch 4, and is IID, batch 4");
      requireOther(
          run(problem, new Soba(STEP)).resume(file), file, "solver was Saba\\[.*Soba\\[.*");
      requireOther(
          run(problem, new Saba(STEP.withMomentum(0.5))).resume(file),
          file,
          "solver was Saba\\[.*Saba\\[.*");
      requireOther(
          run(problem, new Saba(STEP, Saba.TableStart.EXACT, Saba.Memory.ROWS)).resume(file),
          file,
          "solver was Saba\\[.*AUTOMATIC\\], and is Saba\\[.*ROWS\\]");
      requireOther(run(otherData, saba).resume(file), file, "data was checksum .*, and is .*");
      requireOther(
          run(moreRows, saba).resume(file),
          file,
          "dimensions was p = 4, d = 4, n = 20, m = 20, and is p = 4, d = 4, n = 21, m = 20");
      requireOther(run(groups, saba).resume(file), file, "data was checksum .*, and is .*");
    }
  }

  private static void requireOther(Run run, Path file, String difference) {
    assertThatThrownBy(run::execute)
        .isInstanceOf(CheckpointException.class)
        .message()
        .matches(Pattern.quote(file + ": this checkpoint is of another run: ") + difference);
  }

  /** Counts what is computed. */
  private static final class CountingProblem extends RidgeProblem {
    int computed;

    CountingProblem() {
      super(new double[][] {{1}, {2}}, new double[] {1, 2}, new double[][] {{1}}, new double[] {1});
    }

    @Override
    public void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out) {
      computed++;
      super.innerGradient(rows, scale, z, x, out);
    }
  }

  private static void requireRefusedBeforeComputing(Path file) {
    CountingProblem problem = new CountingProblem();
    assertThatThrownBy(() -> run(problem, new Soba(STEP)).checkpoint(file, 1e6).execute())
        .isInstanceOf(IOException.class)
        .message()
        .startsWith(file + ": the checkpoint cannot be written (")
        .doesNotContain("\n");
    assertThat(problem.computed).isZero();
  }

  @Test
  void aPathThatCannotBeWrittenIsRefusedBeforeComputing() throws IOException {
    requireRefusedBeforeComputing(folder);
    Path file = Files.createFile(folder.resolve("file"));
    requireRefusedBeforeComputing(file.resolve("below a file"));
    requireRefusedBeforeComputing(folder.resolve("x".repeat(300)));
  }

  @Test
  void foldersOnTheWayAreMade() throws IOException {
    Path file = folder.resolve("a").resolve("b").resolve("checkpoint");
    run(new CountingProblem(), new Soba(STEP)).checkpoint(file, 1e6).execute();
    assertThat(Checkpoint.read(file).iterations()).isEqualTo(10);
  }

  /** Processes have numbers below 2³², so the largest one here is of none. */
  @Test
  void whatAKilledProcessLeftIsDeletedByTheNextRun() throws Exception {
    long own = ProcessHandle.current().pid();
    Process ended =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    ended.waitFor();
    List<Path> left =
        List.of(
            old(part("checkpoint.hypergrad-999999999999-17.part")),
            old(part(".result.json.hypergrad-%d.part".formatted(ended.pid()))),
            old(part("checkpoint.hypergrad-%d-18.part".formatted(own))));
    List<Path> others =
        List.of(
            part("checkpoint.hypergrad-%d-19.part".formatted(own)),
            part("checkpoint.hypergrad-999999999999-21.part"), // another machine may be writing it
            old(part("film.part")),
            old(part("checkpoint.999999999999.part")),
            old(part("checkpoint.hypergrad-1x.part")),
            old(part("checkpoint.hypergrad-999999999999-20.parts")));
    run(new CountingProblem(), new Soba(STEP)).checkpoint(folder.resolve("run"), 1e6).execute();
    assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
    assertThat(others).allSatisfy(file -> assertThat(file).exists());
  }

  private Path part(String name) throws IOException {
    return Files.createFile(folder.resolve(name));
  }

  /** As if written long ago. */
  private static Path old(Path file) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.fromMillis(0));
  }

  @Test
  void whatCannotBeDeletedDoesNotEndARun() throws IOException {
    Path stubborn = Files.createDirectory(folder.resolve("checkpoint.hypergrad-999999999999.part"));
    Files.createFile(stubborn.resolve("inside"));
    old(stubborn);
    List<String> warnings = new ArrayList<>();
    run(new CountingProblem(), new Soba(STEP))
        .checkpoint(folder.resolve("run"), 1e6)
        .listener(
            new RunListener() {
              @Override
              public void warning(String message) {
                warnings.add(message);
              }
            })
        .execute();
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("a file that a killed run left cannot be deleted (")
        .contains(stubborn.toString());
    assertThat(stubborn.resolve("inside")).exists();
  }

  /** The name is good, but the temporary one beside it is too long for the file system. */
  @Test
  void anExistingCheckpointSurvivesAWriteThatFails() throws IOException {
    Path file = folder.resolve("x".repeat(250));
    Files.move(written(), file);
    byte[] before = Files.readAllBytes(file);
    requireRefusedBeforeComputing(file);
    assertThat(file).hasBinaryContent(before);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** The folder goes away under a run: it is warned, goes on, and what was saved is still good. */
  @Test
  void aFailingWriteDoesNotEndARun() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path away = folder.resolve("away");
    Path file = home.resolve("checkpoint");
    RunCase run = RunCase.SABA;
    List<String> warnings = new ArrayList<>();
    try (BilevelProblem problem = run.problem()) {
      Outcome outcome =
          run.run(problem, 300)
              .checkpoint(file, 0)
              .listener(
                  new RunListener() {
                    @Override
                    public void checkpointed(long iterations) {
                      try {
                        if (iterations > 10 && Files.notExists(away)) {
                          Files.move(home, away);
                          Files.createFile(home);
                        }
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    }

                    @Override
                    public void warning(String message) {
                      warnings.add(message);
                    }
                  })
              .execute();
      assertThat(outcome.ending()).isEqualTo(Outcome.Ending.ITERATIONS);
      assertThat(warnings)
          .isNotEmpty()
          .allSatisfy(warning ->
              assertThat(warning)
                  .startsWith(file + ": the checkpoint c")
                  .endsWith("; the run goes on")
                  .doesNotContain("\n"));
      Outcome resumed = run.run(problem, 300).resume(away.resolve("checkpoint")).execute();
      RunTest.requireSame(resumed, outcome);
    }
  }
}
