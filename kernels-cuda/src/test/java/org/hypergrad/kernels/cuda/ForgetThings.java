package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** Run in a child JVM: vectors that nobody keeps, and a session that nobody closes. */
final class ForgetThings {

  private static final int LENGTH = 1 << 15;

  private ForgetThings() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (CudaSession session = CudaSession.open(0, new CudaPlan(), "many vectors")) {
      Vectors vectors = session.vectors();
      Vec sum = vectors.create(LENGTH);
      int count = Integer.parseInt(arguments[0]);
      for (int k = 0; k < count; k++) {
        Vec next = vectors.create(LENGTH);
        vectors.fill(k, next);
        vectors.axpy(1, next, sum);
      }
      System.out.println("sum: " + vectors.toArray(sum)[LENGTH - 1]);
    }
    CudaSession.open(0, new CudaPlan(), "a forgotten session");
    for (int k = 0; k < 20; k++) {
      System.gc();
      Thread.sleep(50);
    }
    System.out.println("end");
  }
}
