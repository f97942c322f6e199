package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts of real files, which are no part of the project: they are where HYPERGRAD_DATA says. */
class RealDataTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ijcnn1/ijcnn1.gz              | 49990 | 22      | 649870  | 1  | -1 1 | 45137 4853
          ijcnn1/ijcnn1.t.gz            | 91701 | 22      | 1192113 | 12 | -1 1 | 82989 8712
          ijcnn1/ijcnn1.tr.gz           | 35000 | 22      | 455000  | 1  | -1 1 | 31585 3415
          ijcnn1/ijcnn1.val.gz          | 14990 | 22      | 194870  | 0  | -1 1 | 13552 1438
          a1a/a1a.gz                    | 1605  | 119     | 22249   | 0  | -1 1 | 1210 395
          a1a/a1a.t.gz                  | 30956 | 123     | 429343  | 0  | -1 1 | 23510 7446
          covtype-subset/covtype.sub.gz | 92962 | 54      | 1110377 | 0  | 1 2 3 4 5 6 7 \
          | 33894 45328 5721 439 1519 2779 3282
          20newsgroups/20news.tfidf.gz  | 11314 | 53185   | 1563107 | 0  \
          | 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 \
          | 480 584 591 590 578 593 585 594 598 597 600 595 591 594 593 599 546 564 465 377
          20newsgroups/20news.tfidf.t.gz | 7532 | 53185   | 989029  | 0  \
          | 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 \
          | 319 389 394 392 385 395 390 396 398 397 399 396 393 396 394 398 364 376 310 251
          imdb/imdb.bow.gz              | 25000 | 44764   | 3401442 | 0  | -1 1 | 12500 12500
          imdb/imdb.bow.t.gz            | 25000 | 44764   | 3306491 | 0  | -1 1 | 12500 12500
          20news-bigram/20news.bigram.binary.xz | 18846 | 1593015 | 7115287 | 0 | -1 1 | 9028 9818
          """)
  void countsAreThoseOnRecord(
      String file, int rows, int columns, long written, long zeros, String map, String counts)
      throws IOException {
    LibSvm.Result result = LibSvm.options().read(path(file));

    assertThat(result.dataset().rows()).isEqualTo(rows);
    assertThat(result.dataset().columns()).isEqualTo(columns);
    assertThat(result.report().rows()).isEqualTo(rows);
    assertThat(result.report().entries()).isEqualTo(written - zeros);
    assertThat(result.report().zerosDropped()).isEqualTo(zeros);
    assertThat(result.report().emptyRows()).isZero();
    assertThat(result.dataset().features().storedEntries()).isEqualTo(written - zeros);
    Labels labels = result.dataset().labels();
    assertThat(joined(labels.map())).isEqualTo(map);
    assertThat(joined(counts(labels))).isEqualTo(counts);
  }

  /** Sums of pixels and constant pixels were counted by a program of another language. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train | 60000 | 1567298545 | 67  | 5923 6742 5958 6131 5842 5421 5918 6265 5851 5949
          t10k  | 10000 | 264923200  | 116 | 980 1135 1032 1010 982 892 958 1028 974 1009
          """)
  void digitsAreThoseOnRecord(String part, int rows, long sum, int constant, String counts)
      throws IOException {
    Path images = path("mnist/%s-images-idx3-ubyte.gz".formatted(part));
    Path labels = path("mnist/%s-labels-idx1-ubyte.gz".formatted(part));

    Idx.Images read = Idx.read(images, labels);

    assertThat(read.height()).isEqualTo(28);
    assertThat(read.width()).isEqualTo(28);
    Dataset data = read.dataset();
    assertThat(data.rows()).isEqualTo(rows);
    assertThat(joined(data.labels().map())).isEqualTo("0 1 2 3 4 5 6 7 8 9");
    assertThat(joined(counts(data.labels()))).isEqualTo(counts);
    long[] total = {0};
    for (int row = 0; row < rows; row++) {
      data.features().forEachEntry(row, (column, value) -> total[0] += (long) value);
    }
    assertThat(total[0]).isEqualTo(sum);
    assertThat(Standardization.fit(data.features()).constantColumns()).isEqualTo(constant);
  }

  private static Path path(String file) {
    String folder = System.getenv("HYPERGRAD_DATA");
    assumeTrue(folder != null, "the environment variable HYPERGRAD_DATA is not set");
    Path path = Path.of(folder).resolve(file);
    assumeTrue(Files.exists(path), "there is no " + file + " in HYPERGRAD_DATA");
    return path;
  }

  private static long[] counts(Labels labels) {
    long[] counts = new long[labels.classes()];
    for (int row = 0; row < labels.rows(); row++) {
      counts[labels.classOf(row)]++;
    }
    return counts;
  }

  private static String joined(double[] values) {
    long[] whole = new long[values.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = Math.round(values[i]);
    }
    return joined(whole);
  }

  private static String joined(long[] values) {
    StringBuilder text = new StringBuilder();
    for (long value : values) {
      text.append(text.isEmpty() ? "" : " ").append(value);
    }
    return text.toString();
  }
}
