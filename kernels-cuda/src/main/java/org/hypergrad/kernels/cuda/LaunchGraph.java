package org.hypergrad.kernels.cuda;

import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.CUstream;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of launches that comes again and again, with other arguments: held back until it is
 * whole, and started as one graph, which costs the host about what one or two launches do. From the
 * second time in a row on it is a graph; what has changed in a launch is changed in its node.
 */
final class LaunchGraph {

  /** Launches that are worth a graph. */
  private static final int LEAST = 4;

  /** A launch of the sequence. */
  private static final class Held {
    private CudaFunction function;
    private Grid grid;
    private final Arguments arguments = new Arguments();

    Held(CudaFunction function, Grid grid) {
      this.function = function;
      this.grid = grid;
    }

    boolean isOf(Held other) {
      return function.equals(other.function);
    }

    boolean equal(Held other) {
      return grid.equals(other.grid) && arguments.equal(other.arguments);
    }
  }

  private final CudaDriver driver;
  private List<Held> next = new ArrayList<>();
  private List<Held> last = new ArrayList<>();
  private int nextCount;
  private int lastCount;
  private @Nullable CUgraph graph;
  private @Nullable CUgraphExec executable;
  private final List<CUgraphNode> nodes = new ArrayList<>();

  LaunchGraph(CudaDriver driver) {
    this.driver = driver;
  }

  /** Holds a launch back; its arguments are read when this returns. */
  void add(CudaFunction function, Grid grid, Arguments arguments) {
    if (nextCount == next.size()) {
      next.add(new Held(function, grid));
    }
    Held held = next.get(nextCount++);
    held.function = function;
    held.grid = grid;
    held.arguments.copy(arguments);
  }

  boolean isEmpty() {
    return nextCount == 0;
  }

  /**
   * Starts what is held back.
   *
   * @return whether as a graph
   */
  boolean start(CUstream stream) {
    try {
      boolean asGraph = nextCount >= LEAST && comesAgain();
      if (asGraph) {
        driver.start(upToDate(), stream);
      } else {
        close();
        for (Held held : next.subList(0, nextCount)) {
          driver.launch(held.function, held.grid, stream, held.arguments);
        }
      }
      return asGraph;
    } finally {
      List<Held> started = next;
      next = last;
      last = started;
      lastCount = nextCount;
      nextCount = 0;
    }
  }

  private boolean comesAgain() {
    boolean again = nextCount == lastCount;
    for (int k = 0; again && k < nextCount; k++) {
      again = next.get(k).isOf(last.get(k));
    }
    return again;
  }

  /** The graph, which has the last time's launches if there is one, with those of this time. */
  private CUgraphExec upToDate() {
    CUgraphExec current = executable;
    for (int k = 0; current != null && k < nextCount; k++) {
      Held held = next.get(k);
      if (!held.equal(last.get(k))
          && !driver.change(current, nodes.get(k), held.function, held.grid, held.arguments)) {
        current = null; // the driver may decline
      }
    }
    return current == null ? build() : current;
  }

  private CUgraphExec build() {
    close();
    CUgraph built = driver.createGraph();
    graph = built;
    for (Held held : next.subList(0, nextCount)) {
      nodes.add(
          driver.add(
              built,
              nodes.isEmpty() ? null : nodes.getLast(),
              held.function,
              held.grid,
              held.arguments));
    }
    executable = driver.instantiate(built);
    return executable;
  }

  /** Gives the graph back; one that still runs ends first. */
  void close() {
    if (executable != null) {
      driver.destroy(executable);
      executable = null;
    }
    if (graph != null) {
      driver.destroy(graph);
      graph = null;
    }
    nodes.clear();
  }
}
