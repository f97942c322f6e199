package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibSvmTest {

  private static LibSvm.Result result(String text) throws IOException {
    return LibSvm.options().read(Texts.stream(text), "f");
  }

  private static Dataset read(String text) throws IOException {
    return result(text).dataset();
  }

  /** All rows as {@code label column:value …}, columns from 0. */
  static String shown(Dataset data) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < data.rows(); row++) {
      text.append(data.labels().value(data.labels().classOf(row)));
      data.features().forEachEntry(row, (column, value) -> text.append(" " + column + ":" + value));
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void rowsComeAsTheyAreWritten(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "+1 1:0.5 3:-2e1\n-1 2:.25\n");
    Dataset data = LibSvm.read(file);
    assertThat(shown(data)).isEqualTo("1.0 0:0.5 2:-20.0\n-1.0 1:0.25\n");
    assertThat(data.columns()).isEqualTo(3);
    assertThat(data.labels().map()).containsExactly(-1, 1);
  }

  @Test
  void layoutDoesNotMatter() throws IOException {
    String expected = shown(read("1 1:2 3:4\n-1\n"));
    for (String text :
        new String[] {
          "1 1:2 3:4\n-1",
          "1 1:2 3:4\r\n-1\r\n",
          "1 1:2 3:4\r\n-1\r",
          "\u00ef\u00bb\u00bf1 1:2 3:4\n-1\n",
          "1\t1:2\t \t3:4 \t\n-1 \n\n",
          "\n\n  1  1:2  3:4  \n \t\n\t-1\n",
          "# header\n1 1:2 3:4 # comment 7:8\n#\n-1# another\r\n# end",
          "1 1:2 3:4#x\n-1#",
          "1.0 01:2.0 3:+4e0\n-1e0",
        }) {
      assertThat(shown(read(text))).as(text).isEqualTo(expected);
    }
  }

  @Test
  void zerosAreDroppedButCountForTheWidth() throws IOException {
    LibSvm.Result result = result("1 1:0 2:5 4:-0.0\n-1 3:0e7 5:1e-400\n");
    assertThat(shown(result.dataset())).isEqualTo("1.0 1:5.0\n-1.0\n");
    assertThat(result.dataset().columns()).isEqualTo(5);
    assertThat(result.report().zerosDropped()).isEqualTo(4);
    assertThat(result.report().entries()).isEqualTo(1);
    assertThat(result.report().emptyRows()).isEqualTo(1);
  }

  @Test
  void emptyRowsAreKept() throws IOException {
    LibSvm.Result result = result("2\n1 1:1\n2\n");
    assertThat(shown(result.dataset())).isEqualTo("2.0\n1.0 0:1.0\n2.0\n");
    assertThat(result.report().emptyRows()).isEqualTo(2);
    assertThat(read("1\n2").columns()).isZero();
  }

  @Test
  void theReportCounts() throws IOException {
    ReadReport report = result("1 1:1 2:2\n# comment\n-1 1:1").report();
    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.entries()).isEqualTo(3);
    assertThat(report.zerosDropped()).isZero();
    assertThat(report.emptyRows()).isZero();
    assertThat(report.bytes()).isEqualTo(26);
    assertThat(report.seconds()).isPositive();
    assertThat(report.megabytesPerSecond()).isEqualTo(report.bytes() / report.seconds() / 1e6);
  }

  @Test
  void labelSetsOfAllKinds() throws IOException {
    assertThat(read("1\n-1\n+1").labels().map()).containsExactly(-1, 1);
    assertThat(read("1\n0\n-0").labels().map()).containsExactly(0, 1);
    assertThat(read("2\n1").labels().map()).containsExactly(1, 2);
    assertThat(read("2\n4").labels().map()).containsExactly(2, 4);
    assertThat(read("3\n0\n1\n2").labels().map()).containsExactly(0, 1, 2, 3);
    assertThat(read("1e9\n-0.25\n7").labels().map()).containsExactly(-0.25, 7, 1e9);
    assertThat(read("5\n5").labels().classes()).isEqualTo(1);
    Labels labels = read("2\n4\n2").labels();
    assertThat(labels.sign(0)).isEqualTo(-1);
    assertThat(labels.sign(1)).isEqualTo(1);
  }

  @Test
  void aGivenMapAndWidthHold() throws IOException {
    Dataset data =
        LibSvm.options()
            .columns(10)
            .labels(-1, 1)
            .maximumClasses(1)
            .read(Texts.stream("1 3:1\n1 4:1"), "f")
            .dataset();
    assertThat(data.columns()).isEqualTo(10);
    assertThat(data.labels().map()).containsExactly(-1, 1);
    assertThat(data.labels().classOf(0)).isEqualTo(1);
    assertThat(
            LibSvm.options()
                .labels(0, 1)
                .read(Texts.stream("-0"), "f")
                .dataset()
                .labels()
                .classOf(0))
        .isZero();
  }

  @Test
  void asManyClassesAsAllowed() throws IOException {
    assertThat(
            LibSvm.options()
                .maximumClasses(2)
                .read(Texts.stream("1\n-0\n0\n1"), "f")
                .dataset()
                .labels()
                .map())
        .containsExactly(0, 1);
  }

  @Test
  void hugeIndicesCostNothing() throws IOException {
    Dataset data = read("1 2147483647:1\n0 1:1 2147483646:2");
    assertThat(data.columns()).isEqualTo(Integer.MAX_VALUE);
    assertThat(shown(data)).isEqualTo("1.0 2147483646:1.0\n0.0 0:1.0 2147483645:2.0\n");
    assertThat(
            LibSvm.options()
                .columns(Integer.MAX_VALUE)
                .read(Texts.stream("1 5:1"), "f")
                .dataset()
                .columns())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void theLongestTokenIsRead() throws IOException {
    String token = "1:0." + "3".repeat(TextInput.LONGEST_TOKEN - 4);
    assertThat(shown(read("1 " + token))).isEqualTo("1.0 0:0.3333333333333333\n");
  }

  @Test
  void linesMayBeLongerThanTheWindow() throws IOException {
    StringBuilder text = new StringBuilder("1");
    for (int i = 1; i <= 100_000; i++) {
      text.append(' ').append(i).append(":0.").append(i);
    }
    Dataset data = read(text + "\n" + text.toString().replaceFirst("1", "-1"));
    assertThat(data.rows()).isEqualTo(2);
    for (int row = 0; row < 2; row++) {
      int[] count = {0};
      data.features()
          .forEachEntry(
              row,
              (column, value) -> {
                assertThat(column).isEqualTo(count[0]++);
                assertThat(value).isEqualTo(Double.parseDouble("0." + count[0]));
              });
      assertThat(count[0]).isEqualTo(100_000);
    }
  }
}
