package org.hypergrad.datasets;

/**
 * What reading a file came to.
 *
 * @param rows rows read
 * @param entries entries kept
 * @param zerosDropped entries written in the file with the value 0, which are not kept
 * @param emptyRows rows without an entry that was kept
 * @param bytes length of the text after unpacking
 * @param seconds time taken, unpacking included
 */
public record ReadReport(
    int rows, long entries, long zerosDropped, int emptyRows, long bytes, double seconds) {

  /** Text read in a second, in 10<sup>6</sup> bytes. */
  public double megabytesPerSecond() {
    return bytes / seconds / 1e6;
  }
}
