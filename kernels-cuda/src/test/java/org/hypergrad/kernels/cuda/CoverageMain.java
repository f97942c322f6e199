package org.hypergrad.kernels.cuda;

import java.util.List;

/**
 * Run in a child JVM: courses, one after the other, while the device is held: its modules are
 * loaded once, and what was executed of them is counted together.
 */
final class CoverageMain {

  private CoverageMain() {}

  public static void main(String[] courses) throws ReflectiveOperationException {
    CudaDevice held = CudaDevice.hold(0);
    int before = FakeCuda.diagnoses().size(); // it says something of its own when it starts
    for (String course : courses) {
      Class.forName(course).asSubclass(Runnable.class).getDeclaredConstructor().newInstance().run();
    }
    held.release();
    List<String> all = FakeCuda.diagnoses();
    System.out.println("diagnoses: " + all.subList(before, all.size()));
  }
}
