package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.scalar.ScalarBackend;

/**
 * Every operation on dense rows of several classes, in tiles of all heights and chunks that end
 * early, near what the scalar reference says; what waits for other threads first.
 */
public final class ClassesCourse implements Runnable {

  private static final boolean[] WHOLE = {true, false};
  private static final OpenOptions DOUBLES = OpenOptions.defaults();

  /** On whole numbers, of which floats have the margins exactly. */
  private static final OpenOptions FLOATS = new OpenOptions(1, Arithmetic.FLOAT);

  /** Eight tiles of 128 rows, as many as the emulated device has them for, and one that ends. */
  private static final int[] ROWS = {1024 + 20, 1024 + 50, 1024 + 76};

  /** Courses are made by name. */
  public ClassesCourse() {}

  @Override
  public void run() {
    for (boolean whole : WHOLE) {
      waits(whole, DOUBLES);
    }
    waits(true, FLOATS);
    for (boolean whole : WHOLE) {
      shapes(whole, DOUBLES);
    }
    shapes(true, FLOATS);
  }

  private static void waits(boolean whole, OpenOptions options) {
    everything(CourseData.dense(40, 40, 5, whole), options);
  }

  private static void shapes(boolean whole, OpenOptions options) {
    everything(CourseData.dense(41, 70, 3, whole), options);
    everything(CourseData.dense(330, 9, 3, whole), options);
    everything(CourseData.dense(20, 168, 3, whole), options);
    everything(CourseData.dense(5, 3, 70, whole), options);
    margins(CourseData.dense(1100, 5, 3, whole), options);
  }

  private static void everything(Dataset data, OpenOptions options) {
    LogisticCourse.everything(data, new CudaBackend(), options);
  }

  private static void margins(Dataset data, OpenOptions options) {
    try (LogisticKernels host = new ScalarBackend().logistic(data, options);
        LogisticKernels device = CudaLogisticKernels.open(data, options, 0)) {
      for (int n : ROWS) {
        LogisticCourse.margins(host, device, Rows.range(0, n));
      }
    }
  }
}
