package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.testkit.BackendProof;

/** Run in child JVMs that force a width: the whole table, and the pointwise functions. */
final class ProofMain {

  private ProofMain() {}

  @SuppressWarnings("JUnitMethodInvoked") // in a child JVM there is no JUnit
  public static void main(String[] arguments) {
    int checks = BackendProof.of(new SimdBackend()).verify();
    PointwiseLogisticTest pointwise = new PointwiseLogisticTest();
    pointwise.residualAndCurvatureAreWithinAFewUlp();
    pointwise.lossIsWithinAFewUlp();
    pointwise.infinitiesGiveTheLimitsAndNaNGivesNaN();
    System.out.println("%d checks at %d bits".formatted(checks, 64 * Lanes.COUNT));
  }
}
