package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hypergrad.kernels.Penalty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsFileTest {

  @TempDir private Path temp;

  private PenaltyLayout read(String text) throws IOException {
    return new PenaltyLayout(
        PenaltyKind.GROUP,
        6,
        new Classes(new double[] {0, 1}),
        GroupsFile.read(Files.writeString(temp.resolve("groups"), text), 6));
  }

  @Test
  void readsNamesFeaturesAndRanges() throws IOException {
    PenaltyLayout layout = read("# what is what\n\nsize: 1-3, 6 # all lengths\n  shape 5,4\r\n");
    assertThat(layout.names()).containsExactly("size", "shape");
    assertThat(layout.groups().get(0).features()).containsExactly(0, 1, 2, 5);
    assertThat(layout.groups().get(1).features()).containsExactly(3, 4);
    assertThat(layout.dimension()).isEqualTo(2);
    Penalty penalty = layout.penalty(true);
    assertThat(penalty.groupOfAll()).containsExactly(0, 0, 0, 1, 1, 0, Penalty.UNPENALIZED);
  }

  @Test
  void aGroupCoversTheWeightsOfAllClasses() throws IOException {
    PenaltyLayout layout =
        new PenaltyLayout(
            PenaltyKind.GROUP,
            3,
            new Classes(new double[] {1, 2, 5}),
            GroupsFile.read(Files.writeString(temp.resolve("groups"), "a 1 3\nb 2\n"), 3));
    int free = Penalty.UNPENALIZED;
    assertThat(layout.penalty(true).groupOfAll())
        .containsExactly(0, 0, 0, 1, 1, 1, 0, 0, 0, free, free, free);
    assertThat(layout.weights(new double[] {1, 2, 2, 0, 3, 4, 0, 0, 4, 9, 9, 9}))
        .containsExactly(5, 5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a 1-6;b 6        | line 2: feature 6 is in group 'a' already
          a 1-5            | feature 6 is in no group; add a line such as 'rest 6'
          a 2 5            | feature 1 and 3 others are in no group; add a line such as 'rest 1'
          a 1-7            | line 1: '1-7' is not within the features 1 to 6
          a 0-6            | line 1: '0-6' is not within the features 1 to 6
          a 6-1            | line 1: '6-1' is not within
          a 1-9999999999   | line 1: '1-9999999999' is not within
          a 1 2 x          | line 1: expected a feature such as 7 or a range such as 1-3, found 'x'
          a -1             | found '-1'
          a 99999999999999 | found '99999999999999'
          a                | line 1: expected a name and then features
          : 1-6            | line 1: expected a name and then features
          a 1-3;a 4-6      | line 2: the group 'a' is there already; put all its features in one line
          # nothing        | there is no group in it
          """)
  void saysWhatIsWrong(String text, String complaint) {
    assertThatThrownBy(() -> read(text.replace(';', '\n')))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(complaint)
        .hasMessageContaining("groups: ");
  }

  @Test
  void aFileThatIsMissingOrNoText() throws IOException {
    assertThatThrownBy(() -> GroupsFile.read(temp.resolve("missing"), 6))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("missing: no such file");
    Path binary = Files.write(temp.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> GroupsFile.read(binary, 6))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not a text in UTF-8");
  }
}
