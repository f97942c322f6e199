package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Selections of rows. */
class RowsTest {

  @Test
  void standForTheRowsTheyWereMadeOf() {
    int[] numbers = {-7, 8, 0, 0, -7};
    assertThat(numbers(Rows.all(), 3)).containsExactly(0, 1, 2);
    assertThat(numbers(Rows.all(), 0)).isEmpty();
    assertThat(numbers(Rows.range(2, 5), 9)).containsExactly(2, 3, 4);
    assertThat(numbers(Rows.range(4, 4), 9)).isEmpty();
    assertThat(numbers(Rows.list(numbers, 1, 4), 9)).containsExactly(8, 0, 0);
    assertThat(numbers(Rows.list(numbers, 2, 2), 9)).isEmpty();
  }

  private static int[] numbers(Rows rows, int n) {
    Rows within = rows.within(n);
    assertThat(within.isAll()).isFalse();
    return IntStream.range(0, within.count()).map(within::row).toArray();
  }

  @Test
  void allRowsAskForTheDatasetFirst() {
    Rows all = Rows.all();
    assertThat(all.isAll()).isTrue();
    assertThat(all.isList()).isFalse();
    assertThat(all.within(0).isAll()).isFalse();
    assertThat(all.within(5).to()).isEqualTo(5);
    assertThatIllegalStateException()
        .isThrownBy(all::to)
        .withMessage("all rows: the number depends on the dataset");
    assertThatIllegalStateException()
        .isThrownBy(all::count)
        .withMessage("all rows: the number depends on the dataset");
  }

  @Test
  void aListIsAViewThatMayBeRefilled() {
    int[] numbers = {4, 3, 2};
    Rows rows = Rows.list(numbers, 1, 3);
    assertThat(rows.isList()).isTrue();
    assertThat(rows.rowNumbers()).isSameAs(numbers);
    assertThat(rows.from()).isEqualTo(1);
    assertThat(rows.row(0)).isEqualTo(3);
    numbers[1] = 0;
    assertThat(rows.row(0)).isZero();
    numbers[2] = 9;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.within(9))
        .withMessage("row 9 (number 1 of the list) of a dataset of 9 rows");
  }

  @Test
  void weightsAreKeptByEverySelection() {
    Vec weights = HostVec.of(1, 2, 3);
    for (Rows rows : new Rows[] {Rows.all(), Rows.range(0, 2), Rows.list(new int[] {1, 1})}) {
      assertThat(rows.weights()).isNull();
      Rows weighted = rows.weightedBy(weights);
      assertThat(weighted.within(3).weights()).isSameAs(weights);
      assertThat(weighted.within(3).count()).isEqualTo(rows.within(3).count());
      assertThat(weighted.isList()).isEqualTo(rows.isList());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> weighted.within(4))
          .withMessage("3 row weights for 4 rows");
      assertThat(rows.weights()).as("the selection it came from").isNull();
    }
  }

  @Test
  void refusesRangesThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rows.range(-1, 2))
        .withMessage("rows from -1 to 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rows.range(2, 1))
        .withMessage("rows from 2 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rows.range(1, 4).within(3))
        .withMessage("rows from 1 to 4 of a dataset of 3 rows");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Rows.list(new int[2], 1, 3));
  }

  @Test
  void sayWhichTheyAre() {
    assertThat(Rows.all()).hasToString("all rows");
    assertThat(Rows.range(1, 4)).hasToString("rows [1, 4)");
    assertThat(Rows.list(new int[3]).weightedBy(HostVec.of(1)))
        .hasToString("list [0, 3), weighted");
  }
}
