package org.hypergrad.kernels.testkit;

import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.Selection;

/**
 * A program for child JVMs ({@link ChildJvm}), whose options decide which backends can run: prints
 * the report, what is chosen without a request, what for every request that is an argument, and
 * whether the {@link RequiredBackends} are there.
 */
public final class SelectionReport {

  private SelectionReport() {}

  /**
   * Prints the report.
   *
   * @param requests such as {@code auto} or {@code simd}
   */
  public static void main(String[] requests) {
    System.out.println(Backends.discover().report());
    try {
      System.out.println("no request: " + Backends.select().first());
    } catch (BackendRefusedException refused) {
      System.out.println("no request: refused: " + refused.getMessage());
    }
    for (String request : requests) {
      try {
        Selection selection = Backends.select(request);
        System.out.println(request + ": " + selection.first() + ", " + selection.source());
      } catch (BackendRefusedException refused) {
        System.out.println(request + ": refused: " + refused.getMessage());
      }
    }
    try {
      RequiredBackends.verify();
      System.out.println("required: all there");
    } catch (AssertionError missing) {
      System.out.println("required: " + missing.getMessage());
    }
  }
}
