package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.hypergrad.datasets.Csv.LabelColumn;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsvTest {

  private static final String NUMBER = "expected a finite decimal number, ";

  private static Dataset read(String text, int headerLines, LabelColumn label) throws IOException {
    return Csv.read(Texts.stream(text), "f", headerLines, label);
  }

  @Test
  void theLabelMayBeTheLastField() throws IOException {
    Dataset data = read("3,2,malignant,benign\n1,0,1\n-2.5,3e2,0\n.5,7,1\n", 1, LabelColumn.LAST);
    assertThat(data.features()).isInstanceOf(DenseFeatures.class);
    assertThat(LibSvmTest.shown(data))
        .isEqualTo("1.0 0:1.0 1:0.0\n0.0 0:-2.5 1:300.0\n1.0 0:0.5 1:7.0\n");
  }

  @Test
  void theLabelMayBeTheFirstField() throws IOException {
    Dataset data = read("1,2,3\n4,5,6", 0, LabelColumn.FIRST);
    assertThat(LibSvmTest.shown(data)).isEqualTo("1.0 0:2.0 1:3.0\n4.0 0:5.0 1:6.0\n");
  }

  @Test
  void layoutDoesNotMatter() throws IOException {
    String expected = LibSvmTest.shown(read("1,2\n3,4\n", 0, LabelColumn.LAST));
    for (String text :
        new String[] {
          "1,2\n3,4", "1,2\r\n3,4\r\n", "\n 1 ,\t2 \n\n3, 4\n \n", "\u00ef\u00bb\u00bf1,2\n3,4"
        }) {
      assertThat(LibSvmTest.shown(read(text, 0, LabelColumn.LAST))).isEqualTo(expected);
    }
  }

  @Test
  void packedFilesAreUnpacked(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("table.csv"), Texts.gzip("0,1,7\n"));
    assertThat(LibSvmTest.shown(Csv.read(file, 0, LabelColumn.LAST)))
        .isEqualTo("7.0 0:0.0 1:1.0\n");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("", 0, "1:1: expected at least one row, found the end of the file"),
        arguments("a,b\n", 1, "2:1: expected at least one row, found the end of the file"),
        arguments("1,2", 5, "1:4: expected at least one row, found the end of the file"),
        arguments("a,b\n1,2", 0, "1:1: " + NUMBER + "found 'a'"),
        arguments("1,2\n3,nan", 0, "2:3: " + NUMBER + "found 'nan'"),
        arguments("1,2\n3,1e999", 0, "2:3: " + NUMBER + "found '1e999'"),
        arguments("1,\"2\"", 0, "1:3: " + NUMBER + "found '\"2\"'"),
        arguments("1,,2", 0, "1:3: " + NUMBER + "found ''"),
        arguments("1,2,", 0, "1:5: " + NUMBER + "found ''"),
        arguments("1;2", 0, "1:1: " + NUMBER + "found '1;2'"),
        arguments("1 2,3", 0, "1:3: expected the end of the line, found '2'"),
        arguments(
            "5\n6\n", 0, "1:2: expected a label and at least one feature, found a single field"),
        arguments("1,2\n3,4,5", 0, "2:4: expected the end of the line, found ','"),
        arguments(
            "1,2,3\n3,4\n",
            0,
            "2:4: expected a comma and a row of 3 fields as the first, found 2 fields"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedTextIsRefusedInOneLine(String text, int headerLines, String message) {
    assertThatThrownBy(() -> read(text, headerLines, LabelColumn.LAST))
        .isInstanceOf(DataFormatException.class)
        .hasMessage("f:" + message);
  }

  @Test
  void otherTroubleIsTold(@TempDir Path folder) {
    assertThatThrownBy(() -> read("1,2", -1, LabelColumn.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of header lines is -1");
    assertThatThrownBy(() -> Csv.read(folder, 0, LabelColumn.LAST))
        .hasMessage(folder + ": expected a file, found a directory");
    assertThatThrownBy(() ->
            Csv.read(
                new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b}), "f", 0, LabelColumn.LAST))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("f:1:1: expected gzip data that can be unpacked, found: ");
  }
}
