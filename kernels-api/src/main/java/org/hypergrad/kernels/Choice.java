package org.hypergrad.kernels;

/**
 * Which backend computes, and why that one.
 *
 * @param backend its name
 * @param why one line: how it was asked for, and what was passed over
 */
public record Choice(String backend, String why) {

  @Override
  public String toString() {
    return backend + " (" + why + ")";
  }
}
