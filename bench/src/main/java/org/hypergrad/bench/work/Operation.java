package org.hypergrad.bench.work;

/**
 * One operation of one implementation, ready to be timed. What runs leave behind is a function of
 * their number alone, so that two implementations can be compared. Not thread-safe.
 */
public interface Operation extends AutoCloseable {

  /** Carries the operation out once; something of the result, so that it is not optimised away. */
  double run();

  /** Everything that the runs so far have left, copied. */
  double[] result();

  /** Releases what it holds. */
  @Override
  default void close() {}
}
