package org.hypergrad.kernels.testkit;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;

/**
 * Who does what: a Markdown table of operations and backends, for a document; two classes and more
 * of them are columns of their own.
 */
public final class SupportTable {

  /** The line before the table in a document. */
  public static final String BEGIN = "<!-- support:begin -->";

  /** The line after it. */
  public static final String END = "<!-- support:end -->";

  private static final int[] CLASSES = {2, 10};

  private static Shape dense(int classes) {
    return new Shape(10_000, 100, 1_000_000, false, classes);
  }

  private static Shape sparse(int classes) {
    return new Shape(10_000, 10_000, 1_000_000, true, classes);
  }

  private SupportTable() {}

  /** The table, one row an operation and two columns a backend, ending on a line break. */
  public static String markdown(List<Backend> backends) {
    String head =
        row(
                "operation",
                backends.stream()
                    .map(Backend::name)
                    .flatMap(name -> Stream.of(name + ", 2 classes", name + ", 3 or more")))
            + row("---", backends.stream().flatMap(backend -> Stream.of("---", "---")));
    return Stream.of(Operation.values())
        .map(operation ->
            row(
                operation.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                backends.stream()
                    .flatMap(backend ->
                        IntStream.of(CLASSES)
                            .mapToObj(classes -> cell(backend, operation, classes)))))
        .collect(Collectors.joining("", head, ""));
  }

  private static String row(String first, Stream<String> cells) {
    return "| %s | %s |\n".formatted(first, cells.collect(Collectors.joining(" | ")));
  }

  private static String cell(Backend backend, Operation operation, int classes) {
    String dense = words(backend.supports(operation, dense(classes)));
    String sparse = words(backend.supports(operation, sparse(classes)));
    return dense.equals(sparse) ? dense : "dense: %s; sparse: %s".formatted(dense, sparse);
  }

  private static String words(Support support) {
    String kind = support.kind().name().toLowerCase(Locale.ROOT);
    return support.note().isEmpty() ? kind : "%s (%s)".formatted(kind, support.note());
  }

  /**
   * A document with its table renewed.
   *
   * @throws IllegalArgumentException if the document does not have both markers, in their order
   */
  public static String renew(String document, List<Backend> backends) {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the document has no %s … %s".formatted(BEGIN, END));
    }
    return document.substring(0, begin + BEGIN.length())
        + "\n"
        + markdown(backends)
        + document.substring(end);
  }
}
