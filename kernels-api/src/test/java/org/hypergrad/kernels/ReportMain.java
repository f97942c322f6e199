package org.hypergrad.kernels;

/** Run in a child JVM: the report, and what is chosen where the caller asks for a backend. */
final class ReportMain {

  private ReportMain() {}

  public static void main(String[] arguments) {
    System.out.println(Backends.discover().report());
    Selection selection = Backends.select("scalar");
    System.out.println("argument: " + selection.first() + ", " + selection.source());
    try {
      System.out.println("none: " + Backends.select().first());
    } catch (BackendRefusedException refused) {
      System.out.println("refused: " + refused.getMessage());
    }
  }
}
