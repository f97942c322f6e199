package org.hypergrad.kernels.cuda;

import java.util.Arrays;

/** Words of 64 bits, one after the other: what a kernel reads as a structure of such fields. */
final class Words {

  private long[] words = new long[64];
  private int count;

  /** Begins anew. */
  Words clear() {
    count = 0;
    return this;
  }

  /** An address or a {@code long long}. */
  Words add(long word) {
    if (count == words.length) {
      words = Arrays.copyOf(words, 2 * count);
    }
    words[count++] = word;
    return this;
  }

  /** A {@code double}. */
  Words add(double number) {
    return add(Double.doubleToRawLongBits(number));
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** The live array, longer than what is in it. */
  long[] array() {
    return words;
  }
}
