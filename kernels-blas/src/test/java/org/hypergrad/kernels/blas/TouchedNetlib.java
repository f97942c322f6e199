package org.hypergrad.kernels.blas;

import dev.ludovic.netlib.blas.NativeBLAS;

/** Run in a child JVM: other code had netlib load a library before the backend looks for one. */
final class TouchedNetlib {

  private TouchedNetlib() {}

  public static void main(String[] arguments) {
    String property = "dev.ludovic.netlib.blas.nativeLibPath";
    System.setProperty(property, arguments[0]);
    System.out.println(NativeBLAS.getInstance());
    System.clearProperty(property);
    System.out.println("refused: " + new BlasBackend().probe().reason());
  }
}
