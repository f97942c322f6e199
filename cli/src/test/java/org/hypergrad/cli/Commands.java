package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command line in this process. */
final class Commands {

  /** What a command came to. */
  record Ran(int code, String out, String err) {

    /** Checks that it succeeded. */
    Ran succeeded() {
      assertThat(code).as("exit code; standard error: %s", err).isZero();
      return this;
    }

    /** Standard output as JSON. */
    JsonNode json() {
      return parse(out);
    }

    /** The line of the failure, which is the last one, and the only one of its kind. */
    String failure() {
      String[] lines =
          err.lines().filter(line -> line.startsWith("hypergrad: ")).toArray(String[]::new);
      assertThat(lines).as("lines of failure in: %s", err).hasSize(1);
      assertThat(err).doesNotContain("\tat ");
      return lines[0];
    }
  }

  private Commands() {}

  static Ran run(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(stream(out), stream(err), false);
    int code =
        Main.run(terminal, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs a command whose arguments are words in one text, with more behind them. */
  static Ran line(String words, Object... more) {
    return run(
        Stream.concat(
                Arrays.stream(words.split(" +", -1)).filter(word -> !word.isEmpty()),
                Arrays.stream(more))
            .toArray());
  }

  static JsonNode parse(String json) {
    return JsonMapper.builder().build().readTree(json);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
