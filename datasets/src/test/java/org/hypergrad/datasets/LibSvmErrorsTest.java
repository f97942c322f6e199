package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way a file can be wrong, with the whole message it gives. */
class LibSvmErrorsTest {

  private static final String ENTRY = "expected index:value with an index of 1 to 2147483647, ";
  private static final String VALUE = "expected a finite decimal number as value, ";
  private static final String LABEL = "expected a finite decimal number as label, ";

  static Stream<Arguments> malformed() {
    return Stream.of(
        // no rows
        arguments("", "1:1: expected at least one row, found the end of the file"),
        arguments("\n \t\r\n", "3:1: expected at least one row, found the end of the file"),
        arguments("# none", "1:7: expected at least one row, found the end of the file"),
        arguments(
            "\u00ef\u00bb\u00bf", "1:1: expected at least one row, found the end of the file"),
        // labels
        arguments("abc 1:2", "1:1: " + LABEL + "found 'abc'"),
        arguments("1 1:1\n+ 1:2", "2:1: " + LABEL + "found '+'"),
        arguments("nan 1:2", "1:1: " + LABEL + "found 'nan'"),
        arguments("-Infinity", "1:1: " + LABEL + "found '-Infinity'"),
        arguments("1e999", "1:1: " + LABEL + "found '1e999'"),
        arguments("0x1 1:1", "1:1: " + LABEL + "found '0x1'"),
        arguments("  1:2 2:3", "1:3: " + LABEL + "found '1:2' (does the row lack its label?)"),
        arguments(
            "1,2 1:1",
            "1:1: " + LABEL + "found '1,2' (one label a row, several are not supported)"),
        // entries
        arguments("1 5", "1:3: " + ENTRY + "found '5'"),
        arguments("1 :5", "1:3: " + ENTRY + "found ':5'"),
        arguments("1 1:2 x:3", "1:7: " + ENTRY + "found 'x:3'"),
        arguments("1 1.5:3", "1:3: " + ENTRY + "found '1.5:3'"),
        arguments("1 +1:3", "1:3: " + ENTRY + "found '+1:3'"),
        arguments("1 -1:3", "1:3: " + ENTRY + "found '-1:3'"),
        arguments("1 2147483648:3", "1:3: " + ENTRY + "found '2147483648:3'"),
        arguments(
            "1 99999999999999999999999:3", "1:3: " + ENTRY + "found '99999999999999999999999:3'"),
        arguments(
            "1 qid:7 1:1",
            "1:3: " + ENTRY + "found 'qid:7' (ranking data, which is not supported)"),
        arguments(
            "1 0:3",
            "1:3: expected an index of 1 or more, found '0:3' "
                + "(is the file 0-based? then add 1 to every index)"),
        arguments(
            "1 1:1\n\n-1 3:1\t2:1",
            "3:8: expected an index above 3, found '2:1' (indices must ascend, none may repeat)"),
        arguments(
            "1 3:0 3:1",
            "1:7: expected an index above 3, found '3:1' (indices must ascend, none may repeat)"),
        // values
        arguments("1 12:", "1:6: " + VALUE + "found ''"),
        arguments("1 12: 5", "1:6: " + VALUE + "found ''"),
        arguments("1 1:x", "1:5: " + VALUE + "found 'x'"),
        arguments("1 1:nan", "1:5: " + VALUE + "found 'nan'"),
        arguments("1 1:NaN", "1:5: " + VALUE + "found 'NaN'"),
        arguments("1 1:-inf", "1:5: " + VALUE + "found '-inf'"),
        arguments("1 1:1e400", "1:5: " + VALUE + "found '1e400'"),
        arguments("1 1:0x1p3", "1:5: " + VALUE + "found '0x1p3'"),
        arguments("1 1:1.5f", "1:5: " + VALUE + "found '1.5f'"),
        arguments("1 1:2:3", "1:5: " + VALUE + "found '2:3'"),
        arguments("1 1:1,2", "1:5: " + VALUE + "found '1,2'"),
        // bytes
        arguments("1 1:1\r1 1:1", "1:6: expected the end of the line, found '\\x0d'"),
        arguments("1 1:1\r\r\n", "1:6: expected the end of the line, found '\\x0d'"),
        arguments("1 1:1\u001b[2Jx", "1:5: " + VALUE + "found '1\\x1b[2Jx'"),
        arguments("\u00c3\u00a9'\\", "1:1: " + LABEL + "found '\\xc3\\xa9\\'\\\\'"),
        arguments("1 1:\0", "1:5: " + VALUE + "found '\\x00'"),
        arguments("1 1:" + "y".repeat(100), "1:5: " + VALUE + "found '" + "y".repeat(40) + "…'"),
        arguments(
            "1 1:" + "1".repeat(5000),
            "1:3: expected at most 4096 bytes without a break, found '1:" + "1".repeat(38) + "…'"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedTextIsRefusedInOneLine(String text, String message) {
    assertThatThrownBy(() -> LibSvm.options().read(Texts.stream(text), "f"))
        .isInstanceOf(DataFormatException.class)
        .hasMessage("f:" + message);
  }

  @Test
  void anIndexBeyondTheWidthNamesTheWidth() {
    assertThatThrownBy(() -> LibSvm.options().columns(22).read(Texts.stream("1 22:1 23:0"), "f"))
        .hasMessage("f:1:8: expected an index of at most 22, the width given, found '23:0'");
  }

  @Test
  void anUnknownLabelNamesTheLabels() {
    assertThatThrownBy(() -> LibSvm.options().labels(-1, 1).read(Texts.stream("1 1:1\n0 1:1"), "f"))
        .hasMessage("f:2:1: expected one of the labels -1, 1, found '0'");
    double[] many = {0, 0.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    assertThatThrownBy(() -> LibSvm.options().labels(many).read(Texts.stream("1"), "f"))
        .hasMessage(
            "f:1:1: expected one of the labels 0, 0.5, 2, 3, 4, 5, 6, 7, 8, 9, … (12 in all), "
                + "found '1'");
  }

  @Test
  void oneClassTooManyIsRefusedWhereItTurnsUp() {
    assertThatThrownBy(
            () -> LibSvm.options().maximumClasses(2).read(Texts.stream("1\n-1\n1\n2.5\n"), "f"))
        .hasMessage(
            "f:4:1: expected no label but -1, 1, found '2.5' "
                + "(at most 2 classes are allowed; is the label a quantity?)");
  }

  @Test
  void theExceptionKnowsThePlace() {
    DataFormatException e =
        catchThrowableOfType(
            DataFormatException.class,
            () -> LibSvm.options().read(Texts.stream("1 1:1\n1 1:1 2:b"), "dir/f\n.txt"));
    assertThat(e.file()).isEqualTo("dir/f\n.txt");
    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(9);
    assertThat(e).hasMessage("dir/f\\u000a.txt:2:9: " + VALUE + "found 'b'");
  }

  @Test
  void placesAreRightFarIntoTheFile() {
    String text = "1 1:0.25 2:0.75\n".repeat(100_000) + "# " + "c".repeat(200_000) + "\n";
    String row = "-1" + " ".repeat(150_000);
    assertThatThrownBy(() -> LibSvm.options().read(Texts.stream(text + row + "7:z"), "f"))
        .hasMessage("f:100002:150005: " + VALUE + "found 'z'");
  }

  @Test
  void theFileItselfCanBeTheTrouble(@TempDir Path folder) {
    assertThatThrownBy(() -> LibSvm.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + ": expected a file, found a directory");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> LibSvm.read(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": no such file");
    Path odd = folder.resolve("a\nb");
    assertThatThrownBy(() -> LibSvm.read(odd)).hasMessage(folder + "/a\\u000ab: no such file");
    Path tooLong = folder.resolve("x".repeat(5000));
    assertThatThrownBy(() -> LibSvm.read(tooLong))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith(tooLong + ": ");
  }

  @Test
  void anUnreadableFileIsTold(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "1 1:1");
    assumeTrue(
        secret.toFile().setReadable(false) && !Files.isReadable(secret),
        "this user may read every file");
    assertThatThrownBy(() -> LibSvm.read(secret))
        .hasMessage(secret + ": no permission to read the file");
  }

  @Test
  void aStreamThatBreaksIsNotCalledMalformed() {
    InputStream broken =
        new FilterInputStream(Texts.stream("1 1:1")) {
          @Override
          public int read(byte[] target, int from, int length) throws IOException {
            throw new IOException("the disk\nis gone");
          }
        };
    assertThatThrownBy(() -> LibSvm.options().read(broken, "f"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("f: the disk\\u000ais gone");
  }

  @Test
  void theStreamIsClosedWhateverHappens() throws IOException {
    for (String text : new String[] {"1 1:1", "x", ""}) {
      boolean[] closed = {false};
      InputStream stream =
          new ByteArrayInputStream(Texts.bytes(text)) {
            @Override
            public void close() {
              closed[0] = true;
            }
          };
      try {
        LibSvm.options().read(stream, "f");
      } catch (DataFormatException expected) {
        assertThat(text).isNotEqualTo("1 1:1");
      }
      assertThat(closed[0]).isTrue();
    }
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> LibSvm.options().columns(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the width is -1");
    assertThatThrownBy(() -> LibSvm.options().maximumClasses(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the limit on classes is 0");
    assertThatThrownBy(() -> LibSvm.options().labels(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ascending");
  }
}
