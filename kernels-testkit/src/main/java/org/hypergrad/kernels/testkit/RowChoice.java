package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Rows;

/** Every way rows are selected: the selections of the table of cases. */
enum RowChoice {
  ALL,
  RANGE,
  EMPTY_RANGE,
  ONE_ROW,
  LIST,
  LIST_WITH_REPEATS,
  LONG_LIST,
  EMPTY_LIST;

  /** The row numbers out of n, in order. */
  int[] numbers(int n) {
    if (n == 0) {
      return new int[0];
    }
    return switch (this) {
      case ALL -> IntStream.range(0, n).toArray();
      case RANGE -> IntStream.range(n / 3, n).toArray();
      case EMPTY_RANGE, EMPTY_LIST -> new int[0];
      case ONE_ROW -> new int[] {n / 2};
      case LIST -> IntStream.range(0, n).filter(i -> i % 2 == 0).map(i -> n - 1 - i).toArray();
      case LIST_WITH_REPEATS -> new int[] {n - 1, 0, 0, n / 2, n - 1, 0};
      // longer than the data, some rows never and some often, repeats far apart
      case LONG_LIST -> IntStream.range(0, n + 3).map(k -> (int) ((long) k * k % n)).toArray();
    };
  }

  /** The same as the library's selection. */
  Rows rows(int n) {
    int[] numbers = numbers(n);
    return switch (this) {
      case ALL -> Rows.all();
      case RANGE, ONE_ROW ->
          numbers.length == 0
              ? Rows.range(0, 0)
              : Rows.range(numbers[0], numbers[0] + numbers.length);
      case EMPTY_RANGE -> Rows.range(n / 2, n / 2);
      case LIST, LIST_WITH_REPEATS, LONG_LIST, EMPTY_LIST -> insideALongerArray(numbers);
    };
  }

  /** Numbers outside the positions asked for are wrong, so that a reader of them is found out. */
  private static Rows insideALongerArray(int... numbers) {
    int[] longer = new int[numbers.length + 3];
    Arrays.fill(longer, -7);
    System.arraycopy(numbers, 0, longer, 2, numbers.length);
    return Rows.list(longer, 2, 2 + numbers.length);
  }
}
