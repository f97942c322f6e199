package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hypergrad.kernels.KernelCases.KernelCase;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation × storage, over every problem, selection of rows, with weights and without. */
class KernelsAgainstExactTest {

  private static final Map<KernelProblem, ExactLogistic> ORACLES = new HashMap<>();
  private static final List<KernelProblem> AS_DOUBLES = KernelProblem.all();
  private static final List<KernelProblem> AS_FLOATS =
      AS_DOUBLES.stream().map(KernelProblem::roundedToFloats).toList();

  private final Backend backend = new ScalarBackend();

  static Stream<Arguments> casesAndStorages() {
    return KernelCases.ALL.stream()
        .flatMap(
            kernelCase -> Arrays.stream(Storage.values()).map(s -> Arguments.of(kernelCase, s)));
  }

  @ParameterizedTest
  @MethodSource("casesAndStorages")
  void isWithinTheBoundOfTheOracle(KernelCase kernelCase, Storage storage) {
    for (KernelProblem problem : storage.asFloats() ? AS_FLOATS : AS_DOUBLES) {
      Dataset data = problem.in(storage);
      ExactLogistic exact = ORACLES.computeIfAbsent(problem, KernelProblem::exact);
      for (RowChoice choice : RowChoice.values()) {
        for (boolean weighted : new boolean[] {false, true}) {
          KernelRun run = new KernelRun(problem, choice, weighted);
          Map<String, Bounded[]> expected = kernelCase.oracle().outputs(exact, run);
          Map<String, double[]> computed = kernelCase.computation().outputs(backend, data, run);
          assertThat(computed).containsOnlyKeys(expected.keySet());
          assertThat(computed).isNotEmpty();
          expected.forEach((name, bounds) ->
              Bounded.assertWithin(run + ": " + name, computed.get(name), bounds));
        }
      }
    }
  }

  @Test
  void everyOperationHasACase() {
    assertThat(KernelCases.ALL.stream().map(KernelCase::operation).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Operation.class));
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
}
