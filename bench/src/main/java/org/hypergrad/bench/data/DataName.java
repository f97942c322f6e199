package org.hypergrad.bench.data;

import java.util.Arrays;

/**
 * The data sets of the benchmarks, with what a look-alike needs to know about them. Numbers of rows
 * and entries are those of the real training file, and of the look-alike too.
 */
public enum DataName {
  /** Dense enough to be stored dense; the first problem of the SABA paper. */
  IJCNN1("ijcnn1", "ijcnn1.gz", "ijcnn1.t.gz", 49_990, 91_701, 22, 649_869, Values.REAL),
  /** Short rows of ones. */
  A9A("a9a", "a9a.gz", "a9a.t.gz", 32_561, 16_281, 123, 451_592, Values.ONES),
  /** Word counts: sparse, the vectors in cache. */
  IMDB("imdb", "imdb.bow.gz", "imdb.bow.t.gz", 25_000, 25_000, 44_764, 3_401_442, Values.COUNTS),
  /** Wide, few rows. */
  RCV1_SMALL(
      "rcv1-small", "rcv1.small.gz", "rcv1.small.t.gz", 1_000, 500, 47_236, 77_739, Values.REAL),
  /** Very wide: the vectors are out of cache. Its validation rows are its training rows. */
  NEWS_BIGRAM(
      "20news-bigram",
      "20news.bigram.binary.xz",
      "20news.bigram.binary.xz",
      18_846,
      18_846,
      1_593_015,
      7_115_287,
      Values.REAL),
  /** Generated always: no zeros at all. Its validation rows are its training rows. */
  DENSE("dense", "", "", 46_000, 46_000, 784, 46_000 * 784, Values.REAL);

  /** What kind of values a data set has. */
  enum Values {
    /** All are one. */
    ONES,
    /** Small whole numbers, mostly one. */
    COUNTS,
    /** Numbers that need 64 bits. */
    REAL
  }

  private final String label;
  private final String training;
  private final String validation;
  private final int rows;
  private final int validationRows;
  private final int columns;
  private final int entries;
  private final Values kindOfValues;

  DataName(
      String label,
      String training,
      String validation,
      int rows,
      int validationRows,
      int columns,
      int entries,
      Values values) {
    this.label = label;
    this.training = training;
    this.validation = validation;
    this.rows = rows;
    this.validationRows = validationRows;
    this.columns = columns;
    this.entries = entries;
    kindOfValues = values;
  }

  /**
   * The data set of a name, such as {@code imdb}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DataName of(String label) {
    return Arrays.stream(values())
        .filter(name -> name.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no data set is called " + label));
  }

  /** Its name, which is also that of its folder. */
  public String label() {
    return label;
  }

  /** Training rows. */
  public int rows() {
    return rows;
  }

  /** Width. */
  public int columns() {
    return columns;
  }

  /** Non-zeros of the training rows. */
  public long entries() {
    return entries;
  }

  String training() {
    return training;
  }

  String validation() {
    return validation;
  }

  int validationRows() {
    return validationRows;
  }

  Values kindOfValues() {
    return kindOfValues;
  }

  boolean isDense() {
    return this == DENSE;
  }

  boolean hasOneFile() {
    return training.equals(validation);
  }
}
