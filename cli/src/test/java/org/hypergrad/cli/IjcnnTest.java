package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The authors' run on ijcnn1, which is no part of the project: it is where HYPERGRAD_DATA says. */
class IjcnnTest {

  @TempDir private Path temp;

  private static Path file(String name) {
    String folder = System.getenv("HYPERGRAD_DATA");
    assumeTrue(folder != null, "the environment variable HYPERGRAD_DATA is not set");
    Path path = Path.of(folder, "ijcnn1", name);
    assumeTrue(Files.exists(path), "there is no ijcnn1/" + name + " in HYPERGRAD_DATA");
    return path;
  }

  @Test
  void beginsWhereTheAuthorsBeganAndFalls() {
    Path train = file("ijcnn1.gz");
    Path valid = file("ijcnn1.t.gz");
    Path out = temp.resolve("out");
    JsonNode result =
        Commands.line(
                "solve --solver saba --iterations 20000 --step .25 --outer-step .25 --batch 64 --json",
                "--train",
                train,
                "--valid",
                valid,
                "--start",
                file("start-2442.json"),
                "--out",
                out)
            .succeeded()
            .json();
    assertThat(result.get("h_initial").doubleValue()).isEqualTo(0.560237322, within(1e-8));
    assertThat(result.get("h").doubleValue()).isLessThan(0.32);
    JsonNode evaluated =
        Commands.run(
                "evaluate",
                "--json",
                "--train",
                train,
                "--valid",
                valid,
                "--model",
                out.resolve("model.json"))
            .succeeded()
            .json();
    assertThat(evaluated.get("h").doubleValue())
        .isEqualTo(result.get("h").doubleValue(), within(1e-9));
  }
}
