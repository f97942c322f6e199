package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Vec;

/** Run in a child JVM: a kernel writes where nothing is, which takes the context of the device. */
final class LoseContext {

  private LoseContext() {}

  public static void main(String[] arguments) {
    CudaSession other = CudaSession.open(0, new CudaPlan(), "the other one");
    CudaSession session = CudaSession.open(0, new CudaPlan(), "the one that fails");
    Vec x = session.vectors().of(1, 2, 3);
    session.launch(session.function("faulty", "poke")).pointer(0).on(1, 1);
    say("waiting", () -> session.vectors().toArray(x));
    say("again", () -> session.vectors().scale(2, x));
    say("the other", () -> other.vectors().create(3));
    say("opening", () -> CudaSession.open(0, new CudaPlan(), "a third").close());
    session.close();
    other.close();
    try (CudaSession fresh = CudaSession.open(0, new CudaPlan(), "a fresh one")) {
      System.out.println("fresh: " + fresh.vectors().norm(fresh.vectors().of(3, 4)));
    }
    System.out.println("probe: " + new CudaBackend().probe().available());
  }

  private static void say(String what, Runnable call) {
    try {
      call.run();
      System.out.println(what + ": went well");
    } catch (IllegalStateException failure) {
      System.out.println(what + ": " + failure.getMessage());
    }
  }
}
