package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Penalty;

/**
 * A penalty's groups on a device: the group of every coordinate, and the coordinates of every group
 * one after the other, in their order. Small groups are summed by a thread each, as on a CPU; large
 * ones by several blocks, whose sums are added in their order.
 */
final class DevicePenalty {

  /** Up to so many coordinates a thread sums a group. */
  private static final int SMALL = 64;

  /** Coordinates that are worth a block, and the most blocks a group. */
  private static final int PART = 4096;

  private static final int MOST_PARTS = 256;

  private final CudaDriver driver;
  private final Penalty penalty;
  private final int parts;
  private final long groupOf;
  private final long starts;
  private final long members;
  private final long partials;

  DevicePenalty(CudaSession session, Penalty penalty) {
    driver = session.driver();
    this.penalty = penalty;
    int groups = penalty.outerDimension();
    int[] groupOfAll = penalty.groupOfAll();
    int[] start = new int[groups + 1];
    for (int group : groupOfAll) {
      if (group >= 0) {
        start[group + 1]++;
      }
    }
    int largest = 0;
    for (int group = 0; group < groups; group++) {
      largest = Math.max(largest, start[group + 1]);
      start[group + 1] += start[group];
    }
    int[] member = new int[start[groups]];
    int[] next = start.clone();
    for (int k = 0; k < groupOfAll.length; k++) {
      if (groupOfAll[k] >= 0) {
        member[next[groupOfAll[k]]++] = k;
      }
    }
    parts = largest <= SMALL ? 0 : Math.clamp(Math.ceilDiv(largest, PART), 1, MOST_PARTS);
    groupOf = driver.allocate((long) groupOfAll.length * Integer.BYTES);
    starts = driver.allocate((long) start.length * Integer.BYTES);
    members = driver.allocate((long) member.length * Integer.BYTES);
    partials = driver.allocate((long) parts * groups * Double.BYTES);
    session.upload(groupOfAll, 0, groupOfAll.length, groupOf);
    session.upload(start, 0, start.length, starts);
    session.upload(member, 0, member.length, members);
  }

  @SuppressWarnings("ReferenceEquality")
  boolean isOf(Penalty other) {
    return penalty == other;
  }

  /** Blocks for each group, or 0 where a thread does. */
  int parts() {
    return parts;
  }

  /** {@code int}s, one a coordinate. */
  long groupOf() {
    return groupOf;
  }

  /** {@code int}s, where a group's members start, and where the last ones end. */
  long starts() {
    return starts;
  }

  /** {@code int}s, coordinates. */
  long members() {
    return members;
  }

  /** Room for a number a part, those of a group side by side. */
  long partials() {
    return partials;
  }

  void free() {
    driver.free(groupOf);
    driver.free(starts);
    driver.free(members);
    driver.free(partials);
  }
}
