package org.hypergrad.bench.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What kernels ask of memory, taken apart: a task is counted as it is and with ever fewer of its
 * loads, and what it asks less is what those asked.
 */
final class Streams {

  /**
   * What a kernel asked, through some of its loads.
   *
   * @param requests of whole warps
   * @param bytes at different addresses of a request
   * @param sectors of 32 bytes, touched by a request
   */
  record Loads(long requests, long bytes, long sectors) {

    static Loads of(Profile profile) {
      return new Loads(
          profile.count("load_requests"),
          profile.count("load_distinct_bytes"),
          profile.count("load_sectors"));
    }

    Loads minus(Loads other) {
      return new Loads(requests - other.requests, bytes - other.bytes, sectors - other.sectors);
    }

    /** The part of what was read that was asked for. */
    double efficiency() {
      return sectors == 0 ? 1 : (double) bytes / (Profile.SECTOR * sectors);
    }
  }

  /** In the order in which they are left out: an address must not depend on what is gone. */
  private static final List<PtxLoads.Role> ORDER =
      List.of(PtxLoads.Role.VECTOR, PtxLoads.Role.VALUES, PtxLoads.Role.INDICES);

  private final List<Map<Task, Profile>> profiles;

  private Streams(List<Map<Task, Profile>> profiles) {
    this.profiles = profiles;
  }

  /** Counts the tasks on some data, once as they are and once for each operand of its rows. */
  static Streams count(Emulation emulation, Task.Data data) throws IOException {
    int operands =
        switch (data) {
          case WORDS -> ORDER.size();
          case DENSE, CLASSES -> ORDER.size() - 1; // their rows have no indices
          case STEPS -> 0; // where operands are is in memory, not in the kernel's parameters
        };
    return count(emulation, data, false, operands);
  }

  /** Counts vectors alone, on data whose columns are numbered by how often they occur. */
  static Streams hotFirst(Emulation emulation, Task.Data data) throws IOException {
    return count(emulation, data, true, 1);
  }

  private static Streams count(Emulation emulation, Task.Data data, boolean hotFirst, int most)
      throws IOException {
    List<Map<Task, Profile>> profiles = new ArrayList<>();
    for (int left = 0; left <= most; left++) {
      profiles.add(emulation.count(Set.copyOf(ORDER.subList(0, left)), hotFirst, data));
    }
    return new Streams(profiles);
  }

  /** What tasks count as they are. */
  Map<Task, Profile> whole() {
    return profiles.getFirst();
  }

  /** The kernels of a task that take a matrix apart. */
  List<String> products(Task task) {
    return profile(0, task).kernels().keySet().stream()
        .filter(kernel ->
            kernel.matches("(sparseProduct|longProduct|batchSum|dense|class).*(Of|In)\\w+s"))
        .filter(kernel -> !kernel.equals("denseSumOfParts"))
        .toList();
  }

  /** What a kernel of a task asks for an operand. */
  Loads loads(Task task, String kernel, PtxLoads.Role role) {
    int left = ORDER.indexOf(role);
    return loads(left, task, kernel).minus(loads(left + 1, task, kernel));
  }

  /** What it asks beside: where lines begin, which they are, what sums are added to. */
  Loads rest(Task task, String kernel) {
    return loads(profiles.size() - 1, task, kernel);
  }

  private Loads loads(int left, Task task, String kernel) {
    return Loads.of(profile(left, task).of(kernel::equals));
  }

  private Profile profile(int left, Task task) {
    return Objects.requireNonNull(profiles.get(left).get(task));
  }

  /** The efficiency of every stream of entries, indices or values, by task and kernel. */
  Map<String, Double> efficiencies() {
    Map<String, Double> efficiencies = new TreeMap<>();
    for (Task task : whole().keySet()) {
      for (String kernel : products(task)) {
        for (PtxLoads.Role role : ORDER.subList(1, profiles.size() - 1)) {
          efficiencies.put(
              task + " " + kernel + " " + role, loads(task, kernel, role).efficiency());
        }
      }
    }
    return efficiencies;
  }
}
