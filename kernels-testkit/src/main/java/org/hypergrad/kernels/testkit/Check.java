package org.hypergrad.kernels.testkit;

/** One thing that a backend must do right. */
public final class Check {

  private final String name;
  private final Runnable body;

  Check(String name, Runnable body) {
    this.name = name;
    this.body = body;
  }

  /** What is checked: the operation, and on which data. */
  public String name() {
    return name;
  }

  /**
   * Checks it.
   *
   * @throws AssertionError saying what came out and what was expected
   */
  public void run() {
    body.run();
  }

  @Override
  public String toString() {
    return name;
  }
}
