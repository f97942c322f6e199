package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxTest {

  /** Three images of 2 × 3 pixels. */
  private static final String IMAGES =
      header(0x803, 3, 2, 3)
          + "\u0000\u0001\u0002\u0003\u0004\u0005"
          + "\u00ff".repeat(6)
          + "abcdef";

  private static final String LABELS = header(0x801, 3) + "\u0007\u0000\u0009";

  @TempDir private Path folder;
  private Path images;
  private Path labels;

  private static String header(int... numbers) {
    StringBuilder text = new StringBuilder();
    for (int number : numbers) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        text.append((char) (number >>> shift & 0xff));
      }
    }
    return text.toString();
  }

  @BeforeEach
  void writeGood() throws IOException {
    images = write("images", IMAGES);
    labels = write("labels", LABELS);
  }

  private Path write(String name, String content) throws IOException {
    return Files.write(folder.resolve(name), Texts.bytes(content));
  }

  private void assertRefused(String message) {
    Throwable thrown = catchThrowable(() -> Idx.read(images, labels));
    assertThat(thrown).isInstanceOf(DataFormatException.class);
    assertThat(thrown.getMessage()).isEqualTo(folder + "/" + message).doesNotContain("\n");
  }

  @Test
  void pixelsAreTheColumnsOfDenseFloats() throws IOException {
    Idx.Images read = Idx.read(images, labels);
    assertThat(read.height()).isEqualTo(2);
    assertThat(read.width()).isEqualTo(3);
    Dataset data = read.dataset();
    assertThat(data.rows()).isEqualTo(3);
    DenseFeatures features = (DenseFeatures) data.features();
    assertThat(features.holdsFloats()).isTrue();
    assertThat(features.floatBlocks())
        .isDeepEqualTo(
            new float[][] {
              {0, 1, 2, 3, 4, 5, 255, 255, 255, 255, 255, 255, 97, 98, 99, 100, 101, 102}
            });
    assertThat(data.labels().map()).containsExactly(0, 7, 9);
    assertThat(classes(data.labels())).containsExactly(1, 0, 2);
  }

  private static int[] classes(Labels labels) {
    int[] classes = new int[labels.rows()];
    Arrays.setAll(classes, labels::classOf);
    return classes;
  }

  @Test
  void imagesAreReadWithoutLabelsAsWithThem() throws IOException {
    for (byte[] content : new byte[][] {Texts.bytes(IMAGES), Texts.gzip(IMAGES)}) {
      Files.write(images, content);
      Idx.Unlabelled read = Idx.readImages(images);
      assertThat(read.height()).isEqualTo(2);
      assertThat(read.width()).isEqualTo(3);
      assertThat(((DenseFeatures) read.features()).floatBlocks())
          .isDeepEqualTo(
              ((DenseFeatures) Idx.read(images, labels).dataset().features()).floatBlocks());
    }
  }

  /** The same reader as with labels, so one damage of each part shall do. */
  @Test
  void imagesWithoutLabelsAreCheckedAsWithThem() throws IOException {
    assertRefusedAlone(
        LABELS,
        "images:1:1: expected 0x00000803, the magic number of images as unsigned bytes,"
            + " found 0x00000801 (that of labels; are the files swapped?)");
    assertRefusedAlone(
        header(0x803, -1, 2, 3),
        "images:1:5: expected at most 2147483639 bytes in all, found 4294967295 images of 2 × 3"
            + " (is the header damaged?)");
    assertRefusedAlone(
        IMAGES.substring(0, 30),
        "images:1:31: expected 3 images of 2 × 3, found the end of the file after 2"
            + " (is it cut short?)");
    assertRefusedAlone(
        IMAGES + "x",
        "images:1:35: expected the end of the file after 3 images of 2 × 3, found more bytes"
            + " (is the header damaged?)");
  }

  private void assertRefusedAlone(String content, String message) throws IOException {
    write("images", content);
    assertThatThrownBy(() -> Idx.readImages(images))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(folder + "/" + message);
  }

  @Test
  void contentDecidesHowTheFilesArePacked() throws IOException {
    byte[][] packedImages = {Texts.gzip(IMAGES), Texts.bzip2(IMAGES), Texts.xz(IMAGES)};
    byte[][] packedLabels = {Texts.xz(LABELS), Texts.gzip(LABELS), Texts.bzip2(LABELS)};
    for (int k = 0; k < 3; k++) {
      Files.write(images, packedImages[k]);
      Files.write(labels, packedLabels[k]);
      Dataset data = Idx.read(images, labels).dataset();
      assertThat(LibSvmTest.shown(data)).contains("7.0 0:0.0 1:1.0").contains("2:255.0");
    }
  }

  @Test
  void anotherPartTakesTheMapOfTheFirst() throws IOException {
    double[] digits = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    Labels read = Idx.read(images, labels, digits).dataset().labels();
    assertThat(read.map()).containsExactly(digits);
    assertThat(classes(read)).containsExactly(7, 0, 9);
    assertThatThrownBy(() -> Idx.read(images, labels, new double[] {0, 1, 7}))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(labels + ":1:11: expected one of the labels 0, 1, 7, found 9");
    assertThatThrownBy(() -> Idx.read(images, labels, new double[] {1, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the label map must be finite and ascending");
  }

  @Test
  void filesThatAreSwappedOrOfAnotherKind() throws IOException {
    write("images", LABELS);
    write("labels", IMAGES);
    assertRefused(
        "images:1:1: expected 0x00000803, the magic number of images as unsigned bytes,"
            + " found 0x00000801 (that of labels; are the files swapped?)");
    write("images", IMAGES);
    assertRefused(
        "labels:1:1: expected 0x00000801, the magic number of labels as unsigned bytes,"
            + " found 0x00000803 (that of images; are the files swapped?)");
    write("labels", header(0xd01, 3) + "123456789012");
    assertRefused(
        "labels:1:1: expected 0x00000801, the magic number of labels as unsigned bytes,"
            + " found 0x00000d01 (IDX of another type or number of dimensions, which is not supported)");
    write("images", "1 1:2\n");
    assertRefused(
        "images:1:1: expected 0x00000803, the magic number of images as unsigned bytes,"
            + " found 0x3120313a (is it an IDX file?)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ffffffff 00000002 00000003 |  5 | expected at most 2147483639 bytes in all, found 4294967295 images of 2 × 3
          00000003 00010000 00010000 | 13 | expected at most 2147483639 bytes in all, found 3 images of 65536 × 65536
          80000000 80000000 80000000 |  5 | expected at most 2147483639 bytes in all, found 2147483648 images of 2147483648 × 2147483648
          """)
  void absurdSizes(String sizes, int column, String complaint) throws IOException {
    write("images", header(0x803) + header(numbers(sizes)) + "123");
    assertRefused("images:1:%d: %s (is the header damaged?)".formatted(column, complaint));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00000000 00000002 00000003 |  5 | 0 images of 2 × 3
          00000003 00000000 00000003 |  9 | 3 images of 0 × 3
          00000003 00000002 00000000 | 13 | 3 images of 2 × 0
          """)
  void emptySizes(String sizes, int column, String found) throws IOException {
    write("images", header(0x803) + header(numbers(sizes)) + "123");
    assertRefused("images:1:%d: expected a number above 0, found %s".formatted(column, found));
  }

  private static int[] numbers(String hexadecimal) {
    return Arrays.stream(hexadecimal.split(" ", -1))
        .mapToInt(number -> Integer.parseUnsignedInt(number, 16))
        .toArray();
  }

  /** A header may claim gigabytes: what is not there takes no memory, and is missed in the end. */
  @Test
  void sizesThatTheFileDoesNotKeep() throws IOException {
    write("images", header(0x803, 3, 26_754, 26_754) + "a".repeat(200_000));
    assertRefused(
        "images:1:200017: expected 3 images of 26754 × 26754, found the end of the file after 0"
            + " (is it cut short?)");
  }

  @Test
  void countsThatDisagree() throws IOException {
    write("labels", header(0x801, 2) + "\u0007\u0000");
    assertRefused(
        "labels:1:5: expected 3 labels, as many as there are images in %s, found 2 (are the files of the same part?)"
            .formatted(images));
  }

  @Test
  void filesThatAreTooLong() throws IOException {
    write("labels", LABELS + "\u0001");
    assertRefused(
        "labels:1:12: expected the end of the file after 3 labels, found more bytes (is the header damaged?)");
    write("labels", LABELS);
    write("images", IMAGES + "\u0001");
    assertRefused(
        "images:1:35: expected the end of the file after 3 images of 2 × 3, found more bytes (is the header damaged?)");
  }

  @Test
  void everyTruncationIsAnErrorOfOneLine() throws IOException {
    for (int length = 0; length < IMAGES.length(); length++) {
      write("images", IMAGES.substring(0, length));
      assertRefused(
          length < 16
              ? "images:1:%d: expected a header of 16 bytes, found the end of the file (is it cut short?)"
                  .formatted(length + 1)
              : "images:1:%d: expected 3 images of 2 × 3, found the end of the file after %d (is it cut short?)"
                  .formatted(length + 1, (length - 16) / 6));
    }
    byte[] packed = Texts.gzip(IMAGES);
    for (int length = 0; length < packed.length; length++) {
      Files.write(images, Arrays.copyOf(packed, length));
      Throwable thrown = catchThrowable(() -> Idx.read(images, labels));
      assertThat(thrown).isInstanceOf(DataFormatException.class);
      assertThat(thrown.getMessage()).startsWith(images + ":1:").doesNotContain("\n");
    }
  }

  @Test
  void filesThatCannotBeOpened() {
    assertThatThrownBy(() -> Idx.read(folder.resolve("none"), labels))
        .isInstanceOf(IOException.class)
        .hasMessage(folder.resolve("none") + ": no such file");
    assertThatThrownBy(() -> Idx.read(images, folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + ": expected a file, found a directory");
  }

  @Test
  void aSizeThatDoesNotFitItsDataIsRefused() throws IOException {
    Dataset data = Idx.read(images, labels).dataset();
    assertThatThrownBy(() -> new Idx.Images(data, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images of 2 × 2 pixels, but 6 columns");
    assertThatThrownBy(() -> new Idx.Unlabelled(data.features(), 6, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images of 6 × 2 pixels, but 6 columns");
  }
}
