package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.SparseFeatures;
import org.hypergrad.kernels.testkit.KernelCases.KernelCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The table itself: what its parts must be for its cases to prove anything. */
class TableTest {

  /** What the rough oracle computes in doubles is within the bound it states. */
  @ParameterizedTest
  @FieldSource("org.hypergrad.kernels.testkit.KernelCases#ALL")
  void theRoughOracleIsWithinTheBoundOfTheExactOne(KernelCase kernelCase) {
    for (KernelProblem problem : KernelProblem.all()) {
      ExactLogistic exact = new ExactLogistic(problem);
      ExactLogistic rough = new ExactLogistic(problem.roughly());
      for (RowChoice choice : new RowChoice[] {RowChoice.ALL, RowChoice.LIST_WITH_REPEATS}) {
        KernelRun run = new KernelRun(problem, choice, true);
        KernelRun roughRun = new KernelRun(problem.roughly(), choice, true);
        Map<String, Bounded[]> numbers = kernelCase.oracle().outputs(exact, run);
        Map<String, Bounded[]> roughNumbers = kernelCase.oracle().outputs(rough, roughRun);
        assertThat(roughNumbers).hasSameSizeAs(numbers);
        numbers.forEach((name, expected) -> {
          Bounded[] computed = roughNumbers.get(name);
          Bounded.assertWithin(
              run + ": " + name,
              Arrays.stream(computed).mapToDouble(Bounded::value).toArray(),
              expected);
          for (int k = 0; k < expected.length; k++) {
            double bound = expected[k].error();
            // the same formula over values that differ by the bound itself, relatively tiny
            assertThat(computed[k].error()).isBetween(0.99 * bound, 1.01 * bound + 1e-300);
          }
        });
      }
    }
  }

  /** The blocks of the table really are several, or its block cases would prove nothing. */
  @Test
  void blockStoragesHaveSeveralBlocks() {
    double[][] matrix = KernelProblem.named("one full row among thin ones").matrix();
    SparseFeatures sparse = (SparseFeatures) Storage.SPARSE_DOUBLE_BLOCKS.store(matrix, 13);
    DenseFeatures dense = (DenseFeatures) Storage.DENSE_DOUBLE_BLOCKS.store(matrix, 13);
    assertThat(sparse.blocks()).hasSizeGreaterThan(2);
    assertThat(dense.doubleBlocks()).hasNumberOfRows(6);
    assertThat(((SparseFeatures) Storage.SPARSE_FLOAT_BLOCKS.store(matrix, 13)).holdsFloats())
        .isTrue();
  }

  /** What backends decide by: else a shape would not be what its name says. */
  @Test
  void shapesAreAsFullAsTheyAreMeantToBe() {
    for (Shapes.Family family : Shapes.FAMILIES) {
      family
          .problems()
          .get()
          .forEach(problem -> {
            double cells = (double) problem.rows() * problem.columns();
            long entries = problem.in(Storage.SPARSE_DOUBLE).features().storedEntries();
            if (family.name().equals("wide and full rows")) {
              assertThat(entries).isGreaterThan(8L * problem.columns());
            }
            if (problem.columns() > 17 && family.storages().contains(Storage.SPARSE_DOUBLE)) {
              assertThat(entries / cells).as(problem.name()).isBetween(1e-4, 0.249);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource(RowChoice.class)
  void choicesAreTheRowsTheySay(RowChoice choice) {
    for (int n : new int[] {0, 1, 9}) {
      var rows = choice.rows(n).within(n);
      assertThat(IntStream.range(0, rows.count()).map(rows::row).toArray())
          .isEqualTo(choice.numbers(n));
    }
  }

  @Test
  void aBoundAdmitsItsEndsAndNothingBeyond() {
    Bounded one = Bounded.ONE.rounded(1);
    assertThat(one.admits(1 + 0x1p-53 * 2)).isFalse();
    assertThat(one.admits(1 - 0x1p-53)).isTrue();
    assertThat(one.admits(Double.NaN)).isFalse();
    Bounded rough = Bounded.rough(1).rounded(1);
    assertThat(rough.admits(1 + 0x1p-52)).isTrue();
    assertThat(rough.admits(1 + 0x1p-51)).isFalse();
    assertThat(Bounded.rough(1e300).times(1e300).admits(Double.POSITIVE_INFINITY)).isFalse();
  }
}
