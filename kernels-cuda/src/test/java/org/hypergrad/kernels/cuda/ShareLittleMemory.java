package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.Dataset;

/** Run in a child JVM: rows shared by two handles on a device that has room for the first alone. */
final class ShareLittleMemory {

  private static final int ROWS = 12_000;
  private static final int COLUMNS = 100;

  private ShareLittleMemory() {}

  public static void main(String[] arguments) {
    Dataset data = CourseData.dense(ROWS, COLUMNS, 2, false);
    CudaDevice held = CudaDevice.hold(0);
    try {
      long free = held.driver().freeBytes();
      try {
        Backends.select("cuda:0+0").logistic(data).close();
        System.out.println("refused: nothing");
      } catch (BackendRefusedException refused) {
        System.out.println("refused: " + refused.getMessage());
      }
      System.out.println("left behind: " + (free - held.driver().freeBytes()));
    } finally {
      held.release();
    }
  }
}
