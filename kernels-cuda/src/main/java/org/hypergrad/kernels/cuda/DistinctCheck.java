package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.Rows;

/** Whether the rows of a selection are different, in one pass over it. */
final class DistinctCheck {

  /** The number of the selection in which each row was met last. */
  private final int[] metIn;

  private int selection;

  /** For the rows of a dataset of n rows. */
  DistinctCheck(int n) {
    metIn = new int[n];
  }

  boolean areDistinct(Rows rows) {
    if (!rows.isList()) {
      return true;
    }
    if (++selection
        == 0) { // numbers come again after 2^32 selections, and one in which to be wrong
      Arrays.fill(metIn, 0);
      selection = 1;
    }
    int count = rows.count();
    for (int k = 0; k < count; k++) {
      int row = rows.row(k);
      if (metIn[row] == selection) {
        return false;
      }
      metIn[row] = selection;
    }
    return true;
  }
}
