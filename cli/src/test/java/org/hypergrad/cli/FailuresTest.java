package org.hypergrad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, true, UTF_8);
  private final Failures failures = new Failures(new Terminal(stream, stream, false));

  private String said() {
    String text = err.toString(UTF_8);
    err.reset();
    return text;
  }

  @Test
  void badFilesAndOtherFailuresDifferInTheirCode() {
    assertThat(failures.failure(new InputException(Path.of("f"), "is empty"), false)).isEqualTo(65);
    assertThat(said()).isEqualTo("hypergrad: f: is empty" + System.lineSeparator());
    assertThat(failures.failure(new IOException("disk full"), false)).isEqualTo(1);
    assertThat(said()).contains("hypergrad: disk full");
  }

  @Test
  void everyFailureHasAMessage() {
    failures.failure(new AccessDeniedException("/there"), false);
    assertThat(said()).contains("/there: no permission to write there");
    failures.failure(new FileSystemException("/there", null, "No space left on device"), false);
    assertThat(said()).contains("/there: No space left on device");
    failures.failure(new FileSystemException("/there"), false);
    assertThat(said()).contains("/there: java.nio.file.FileSystemException");
    failures.failure(new ArithmeticException("unsolvable"), false);
    assertThat(said()).contains("unsolvable; ", "--standardize");
    failures.failure(new CancellationException("cancelled before its start"), false);
    assertThat(said()).endsWith("hypergrad: cancelled before its start" + System.lineSeparator());
    failures.failure(new OutOfMemoryError(), false);
    assertThat(said()).contains("MB is too small; give more, as in HYPERGRAD_JAVA_OPTS=-Xmx8g");
    failures.failure(new IllegalStateException("what\nnow"), false);
    assertThat(said())
        .contains("a mistake of this program: ", "what\\u000anow", "run it with --verbose")
        .doesNotContain("\tat ");
    failures.failure(new IllegalStateException("what"), true);
    assertThat(said()).contains("\tat ");
  }

  @Test
  void outputThatCannotBeWrittenIsNoSuccess() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("full");
          }
        };
    PrintStream out = new PrintStream(full, true, UTF_8);
    assertThat(Main.run(new Terminal(out, stream, false), "backends")).isEqualTo(1);
    assertThat(said()).contains("standard output cannot be written to");
  }
}
