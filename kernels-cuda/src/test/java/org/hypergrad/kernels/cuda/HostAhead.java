package org.hypergrad.kernels.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;

/**
 * Run in a child JVM: three launches of fused steps, and how many of them the host has waited for.
 * The driver of tests executes nothing before somebody waits.
 */
final class HostAhead {

  private HostAhead() {}

  public static void main(String[] profile) throws IOException {
    Dataset data = CourseData.dense(9, 4, 2, true);
    try (BilevelKernels kernels =
        CourseData.kernels(new CudaBackend(), data, data, Penalty.perFeature(4))) {
      BilevelState state =
          kernels.state(kernels.vectors().create(4), kernels.vectors().create(4), true);
      BilevelStep step = BilevelStep.plain(StepSize.constant(0.1), StepSize.constant(0.1));
      Rows[] rows = {Rows.range(0, 3), Rows.list(new int[] {7, 2})};
      for (int call = 0; call < 3; call++) {
        kernels.advance(step, state, 1 + 2 * call, 2, rows, 0.5, rows, 0.5);
      }
      System.out.println("executed: " + executed(Path.of(profile[0])));
      kernels.vectors().await();
      System.out.println("awaited: " + executed(Path.of(profile[0])));
    }
  }

  private static String executed(Path profile) throws IOException {
    FakeCuda.writeProfile();
    return Files.readAllLines(profile).stream()
        .filter(line -> line.startsWith("steps,"))
        .map(line -> line.split(",", 3)[1])
        .findFirst()
        .orElse("0");
  }
}
