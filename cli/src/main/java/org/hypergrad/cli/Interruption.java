package org.hypergrad.cli;

import java.util.concurrent.CountDownLatch;
import org.hypergrad.solvers.Run;

/**
 * What a signal (Ctrl-C, SIGTERM) does while a run is under way: it cancels the run, and holds the
 * process until the partial result is written and this is closed. The process then ends with the
 * JVM's code for the signal, 130 or 143.
 */
final class Interruption implements AutoCloseable {

  private final CountDownLatch written = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Run run, Terminal terminal) {
    hook =
        new Thread(
            () -> {
              terminal.say("");
              terminal.say("stopping: writing the checkpoint and what there is so far");
              run.cancel();
              try {
                written.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "hypergrad-interruption");
  }

  /** Watches for signals until closed. */
  static Interruption watch(Run run, Terminal terminal) {
    Interruption interruption = new Interruption(run, terminal);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  @Override
  public void close() {
    written.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the process is going down already, which is what the hook is for
    }
  }
}
