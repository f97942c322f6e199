package org.hypergrad.kernels.testkit;

/** What must be so, without a test framework. */
final class Require {

  private Require() {}

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
