package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage is refused with exit code 2 and one line that says what is wrong. */
class UsageTest {

  @TempDir private Path temp;
  private Path train;
  private Path valid;

  @BeforeEach
  void writeData() throws IOException {
    train = SmallData.write(temp.resolve("train"), 1);
    valid = SmallData.write(temp.resolve("valid"), 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          solve                                         | there is no data: give --train F --valid F, or --data F
          solve --train a                               | --valid is missing
          solve --valid a                               | --train is missing
          solve --data a --train b                      | --data is divided into training and validation
          solve --train a --valid b --valid-fraction .2 | --valid-fraction needs --data
          solve --train a --valid b --test-fraction .2  | --test-fraction needs --data
          solve --train a --valid b --split-seed 2      | --split-seed needs --data
          solve --data a --test b --test-fraction .2    | --test and --test-fraction exclude each other
          solve --data a --valid-fraction 1             | --valid-fraction must be above 0 and below 1, it is 1.0
          solve --data a --valid-fraction 0             | --valid-fraction must be above 0 and below 1, it is 0.0
          solve --data a --test-fraction NaN            | --test-fraction must be above 0 and below 1, it is NaN
          solve --data a --penalty group                | --penalty group needs --groups F
          solve --data a --groups f                     | --groups needs --penalty group
          solve --data a --penalty ridge                | 'ridge' is none of feature, one, class, group
          solve --data a --problem sorting              | 'sorting' is none of regularization, cleaning
          solve --data a --corrupt .5                   | --corrupt needs --problem cleaning
          solve --data a --problem cleaning --corrupt 0 | --corrupt must be above 0 and at most 1, it is 0.0
          solve --data a --problem cleaning --corrupt 2 | --corrupt must be above 0 and at most 1, it is 2.0
          solve --data a --problem cleaning --penalty one | --penalty is an option of --problem regularization
          solve --images a                              | --images needs --labels
          solve --labels a                              | --labels needs --images
          solve --images a --labels b --data c          | --images is divided into training and validation
          solve --images a --labels b --test c          | --images is divided into training and validation
          solve --images a --labels b --test-images c   | --test-images needs --test-labels
          solve --data a --test-images b --test-labels c | --test-images needs --images
          solve --data a --train-rows 5                 | --train-rows needs --valid-rows
          solve --train a --valid b --train-rows 5      | --train-rows needs --data or --images
          solve --data a --train-rows 5 --valid-rows 0  | --train-rows and --valid-rows must be at least 1, they are 5 and 0
          solve --data a --train-rows 5 --valid-rows 5 --test-fraction .2 | --train-rows excludes --valid-fraction and --test-fraction
          solve --images a --labels b --test-images c --test-labels d --test-fraction .2 | --test-images and --test-fraction exclude each other
          demo --cleaning --dataset breast-cancer       | --cleaning is shown on digits
          solve --data a --box 0                        | --box must be finite and above 0
          solve --data a --box Infinity                 | --box must be finite and above 0
          solve --data a --solver adam                  | 'adam' is none of soba, saba, sid
          solve --data a --sampling all                 | 'all' is none of blocks, rows, iid
          solve --data a --step 0                       | --step must be above 0, it is 0.0
          solve --data a --step NaN                     | --step must be above 0, it is NaN
          solve --data a --outer-step -1                | --outer-step must be above 0, it is -1.0
          solve --data a --batch 0                      | --batch must be at least 1, it is 0
          solve --data a --solver soba --inner-steps 5  | --inner-steps is an option of --solver sid; soba has none
          solve --data a --linear-steps 5               | --linear-steps is an option of --solver sid; saba has none
          solve --data a --solver sid --linear-steps 0  | --linear-steps must be at least 1, it is 0
          solve --data a --epochs 1 --iterations 2      | --epochs and --iterations exclude each other
          solve --data a --epochs 1 --seconds 2         | --epochs and --seconds exclude each other
          solve --data a --iterations 1 --seconds 2     | --iterations and --seconds exclude each other
          solve --data a --iterations -1                | --iterations must be finite and not negative
          solve --data a --seconds Infinity             | --seconds must be finite and not negative
          solve --data a --eval-every 0                 | --eval-every must be above 0
          solve --data a --threads 0                    | --threads must be at least 1
          solve --data a --arithmetic half              | 'half' is none of double, float
          solve --data a --seed one                     | Invalid value for option '--seed': 'one' is not a whole number
          solve --data a --batch 6.4                    | Invalid value for option '--batch': '6.4' is not a whole number
          solve --data a --seconds 1,5                  | Invalid value for option '--seconds': '1,5' is not a number
          solve --data a --x0 many                      | --x0 must be log-uniform or a number, it is 'many'
          solve --data a --x0 13                        | --x0 13 is outside the box of ±12.0
          solve --data a --x0 NaN                       | --x0 NaN is outside the box
          solve --data a --x0 1 --start f               | --x0 and --start exclude each other
          solve --data a --backend abacus               | abacus: no such backend, there are:
          solve --data a --frobnicate                   | Unknown option: '--frobnicate'
          solve --data a --sead 1                       | did you mean --se
          solve --data                                  | Missing required parameter for option '--data'
          solve --data a b                              | Unmatched argument at index 3: 'b'; files are given by options, as in --data b
          demo --dataset iris                           | 'iris' is none of breast-cancer, digits
          evaluate --train a --valid b                  | Missing required option: '--model=F'
          evaluate --model b                            | there is no data: give --train F --valid F, or --data F
          evaluate --model b --data c --train d         | --data is divided into training and validation
          evaluate --model b --data c --standardize     | Unknown option: '--standardize'
          evaluate --train a --model b --valid c --threads 0 | --threads must be at least 1
          predict --data a                              | Missing required option: '--model=F'
          predict --model a                             | there is nothing to predict: give --data F, or --images F
          predict --model a --labels b                  | there is nothing to predict: give --data F, or --images F
          predict --model a --data b --images c         | --data and --images exclude each other
          predict --model a --data b --labels c         | --labels needs --images; the labels of --data are in its file
          predict --model a --data b --backend none     | none: no such backend, there are:
          backends --all                                | Unknown option: '--all'
          resolve                                       | Unmatched argument at index 0: 'resolve'
          """)
  void isRefused(String line, String complaint) {
    Commands.Ran ran = Commands.line(line);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.failure()).contains(complaint).contains("--help)");
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void aLineBreakInAnArgumentDoesNotBreakTheLine() {
    Commands.Ran ran = Commands.run("solve", "--solver", "a\nb\u202e");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.failure()).contains("a\\u000ab\\u202e");
    assertThat(ran.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-3.5", "log-uniform", "0"})
  void startsAreAccepted(String x0) {
    Commands.line("solve --iterations 0 --x0", x0, "--train", train, "--valid", valid).succeeded();
  }

  @Test
  void wordsAreReadInAnyCase() {
    Commands.line(
            "solve --iterations 1 --solver SOBA --sampling Rows --penalty One",
            "--train",
            train,
            "--valid",
            valid)
        .succeeded();
  }

  @Test
  void withoutACommandTheCommandsAreListed() {
    Commands.Ran ran = Commands.run();
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("demo", "solve", "evaluate", "predict", "backends");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "demo ", "solve ", "evaluate ", "predict ", "backends "})
  void helpGoesToStandardOutput(String command) {
    Commands.Ran ran = Commands.line(command + "--help").succeeded();
    assertThat(ran.out()).contains("Usage: hypergrad", "Exit codes:", "65", "--verbose");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void theHelpOfSolveNamesEveryOptionOfTheContract() {
    assertThat(Commands.line("solve --help").out())
        .contains(
            "--train",
            "--valid",
            "--data",
            "--valid-fraction",
            "--test",
            "--test-fraction",
            "--split-seed",
            "--standardize",
            "--intercept",
            "--images",
            "--labels",
            "--test-images",
            "--test-labels",
            "--train-rows",
            "--valid-rows",
            "--problem",
            "--corrupt",
            "--penalty",
            "--groups",
            "--solver",
            "--backend",
            "--step",
            "--outer-step",
            "--batch",
            "--sampling",
            "--inner-steps",
            "--linear-steps",
            "--box",
            "--seed",
            "--threads",
            "--arithmetic",
            "--epochs",
            "--iterations",
            "--seconds",
            "--eval-every",
            "--x0",
            "--start",
            "--checkpoint",
            "--resume",
            "--out",
            "--json");
  }

  @Test
  void versionIsOneLine() {
    Commands.Ran ran = Commands.line("--version").succeeded();
    assertThat(ran.out()).startsWith("hypergrad ").contains("Java " + Runtime.version());
    assertThat(ran.out().lines()).hasSize(1);
  }

  @Test
  void aStackTraceComesOnlyWithVerbose() {
    Path missing = temp.resolve("missing");
    assertThat(Commands.line("solve --data", missing).err()).doesNotContain("\tat ");
    Commands.Ran verbose = Commands.line("solve --verbose --data", missing);
    assertThat(verbose.code()).isEqualTo(65);
    assertThat(verbose.err()).contains("\tat org.hypergrad");
    assertThat(Commands.line("--verbose solve --data", missing).err()).contains("\tat ");
  }
}
