package org.hypergrad.solvers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The main class of {@link KillTest}'s JVMs: a run that keeps a checkpoint as often as it can. */
final class KilledRun {

  private KilledRun() {}

  /** Arguments: a {@link RunCase} and a checkpoint file, from which it goes on if there is one. */
  public static void main(String[] arguments) throws IOException {
    RunCase run = RunCase.valueOf(arguments[0]);
    Path file = Path.of(arguments[1]);
    try (BilevelProblem problem = run.problem()) {
      Run execution =
          run.run(problem, run.iterations)
              .checkpoint(file, 0)
              .listener(
                  new RunListener() {
                    @Override
                    public void checkpointed(long iterations) {
                      System.out.println(iterations);
                      System.out.flush();
                    }
                  });
      if (Files.exists(file)) {
        execution.resume(file);
      }
      execution.execute();
    }
  }
}
