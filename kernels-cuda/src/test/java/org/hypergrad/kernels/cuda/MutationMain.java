package org.hypergrad.kernels.cuda;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Run in a child JVM, for what spoilt kernels lose with their contexts is lost for good: a module
 * without each of the lines that keep threads in order, and which of these nobody missed.
 */
final class MutationMain {

  private MutationMain() {}

  public static void main(String[] moduleAndCourse)
      throws IOException, ReflectiveOperationException {
    String module = moduleAndCourse[0];
    Class<? extends Runnable> course = Class.forName(moduleAndCourse[1]).asSubclass(Runnable.class);
    List<Integer> unnoticed = new ArrayList<>();
    List<Integer> lines = PtxMutants.orderedLines(module);
    for (int line : lines) {
      if (!PtxMutants.isNoticed(module, line, course)) {
        unnoticed.add(line + 1);
      }
    }
    System.out.println((lines.isEmpty() ? "no lines, " : "") + "unnoticed: " + unnoticed);
  }
}
