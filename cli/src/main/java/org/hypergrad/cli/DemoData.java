package org.hypergrad.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hypergrad.datasets.Csv;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;

/** Data sets that lie in the jar; their origin and licence are in {@code data/ATTRIBUTION.md}. */
enum DemoData {
  /** 569 tumours by 30 properties of their cells' nuclei. */
  BREAST_CANCER(
      "data/breast_cancer.csv",
      "Is a tumour benign? 569 tumours, 30 measurements of their cells' nuclei"
          + " (W. Wolberg, O. Mangasarian, N. Street, W. Street, 1993; UCI, CC BY 4.0)."),
  /** 1,797 images of digits, of 8 by 8 blocks. */
  DIGITS(
      "data/digits.csv.gz",
      "Is a handwritten digit odd? 1,797 images of 8 × 8 blocks"
          + " (E. Alpaydin, C. Kaynak, 1998; UCI, CC BY 4.0).");

  private static final List<String> PROPERTIES =
      List.of(
          "radius",
          "texture",
          "perimeter",
          "area",
          "smoothness",
          "compactness",
          "concavity",
          "concave points",
          "symmetry",
          "fractal dimension");

  private final String resource;
  private final String question;

  DemoData(String resource, String question) {
    this.resource = resource;
    this.question = question;
  }

  /** What is asked of the data, and where it comes from. */
  String question() {
    return question;
  }

  /** Features as they are, and labels 0 and 1. */
  Dataset read() throws IOException {
    return switch (this) {
      case BREAST_CANCER -> readAllClasses();
      case DIGITS -> oddAgainstEven(readAllClasses());
    };
  }

  /** Features and labels as they are. */
  Dataset readAllClasses() throws IOException {
    InputStream stream = DemoData.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IOException("the data set %s is not in the jar".formatted(resource));
    }
    return switch (this) {
      case BREAST_CANCER -> Csv.read(stream, resource, 1, Csv.LabelColumn.LAST);
      case DIGITS -> Csv.read(stream, resource, 0, Csv.LabelColumn.LAST);
    };
  }

  private static Dataset oddAgainstEven(Dataset digits) {
    Labels labels = digits.labels();
    double[] odd =
        IntStream.range(0, digits.rows())
            .mapToDouble(row -> labels.value(labels.classOf(row)) % 2)
            .toArray();
    return new Dataset(digits.features(), Labels.of(odd));
  }

  /** A name for every column. */
  List<String> featureNames() {
    List<String> names = new ArrayList<>();
    switch (this) {
      case BREAST_CANCER -> {
        for (String statistic : List.of("mean", "std. error", "worst")) {
          PROPERTIES.forEach(property -> names.add(property + ", " + statistic));
        }
      }
      case DIGITS -> {
        for (int block = 0; block < 64; block++) {
          names.add("row %d, column %d".formatted(block / 8 + 1, block % 8 + 1));
        }
      }
    }
    return names;
  }
}
