package org.hypergrad.solvers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The least value of h in the box, found without any of the solvers that are compared with it: a
 * projected quasi-Newton method (L-BFGS on the coordinates that are free, backtracking along the
 * projection) on the exact value function and its exact gradient.
 *
 * <p>h need not be convex: the point found is a local optimum, and starts may end at different
 * ones.
 */
public final class ReferenceOptimum {

  private static final int MEMORY = 30;
  private static final int HALVINGS = 30;

  /** A step that is lengthened while h is not convex along it; longer ones may leave a valley. */
  private static final double SHORT = 0.1;

  private final BilevelProblem problem;
  private final Evaluator evaluator;

  /** For a problem; evaluates it, so the problem must be at rest. */
  public ReferenceOptimum(BilevelProblem problem) {
    this.problem = problem;
    evaluator = new Evaluator(problem);
  }

  /**
   * A point and what was reached there.
   *
   * @param x length d
   * @param evaluation h and ∇h there; its projected norm says how good the point is
   * @param evaluations how many it took
   */
  public record Found(double[] x, Evaluation evaluation, int evaluations) {}

  private record Pair(double[] s, double[] y) {}

  /**
   * Searches from a start until the projected norm is at most the tolerance, or until rounding
   * allows no decrease, or the evaluations are used.
   *
   * @param start length d
   */
  public Found search(double[] start, double tolerance, int mostEvaluations) {
    double[] x = project(start);
    Evaluation at = evaluator.evaluate(x);
    int evaluations = 1;
    Deque<Pair> pairs = new ArrayDeque<>();
    while (at.projectedNorm() > tolerance && evaluations < mostEvaluations) {
      double[] gradient = at.hypergradient();
      boolean[] free = free(x, gradient);
      double[] direction = direction(gradient, free, pairs);
      double length = 1;
      Evaluation next = null;
      double[] moved = x;
      for (int k = 0; k < HALVINGS && evaluations < mostEvaluations; k++, length /= 2) {
        moved = step(x, direction, length);
        next = evaluator.evaluate(moved);
        evaluations++;
        double predicted = 0;
        for (int i = 0; i < x.length; i++) {
          predicted += gradient[i] * (moved[i] - x[i]);
        }
        boolean rounding = Math.abs(predicted) <= 1e-13 * Math.abs(at.h());
        if ((predicted < 0 && next.h() <= at.h() + 1e-4 * predicted)
            || (rounding && next.projectedNorm() < at.projectedNorm())) {
          break;
        }
        next = null;
      }
      if (next == null) {
        if (pairs.isEmpty()) {
          break;
        }
        pairs.clear(); // the memory misleads: once more along the gradient
        continue;
      }
      // where h is not convex the memory knows no length, and may make tiny steps for ever
      while (curvature(x, gradient, moved, next) <= 0
          && distance(x, moved) <= SHORT
          && evaluations < mostEvaluations) {
        length *= 2;
        double[] further = step(x, direction, length);
        if (Arrays.equals(further, moved)) {
          break;
        }
        Evaluation there = evaluator.evaluate(further);
        evaluations++;
        if (!(there.h() < next.h())) {
          break;
        }
        moved = further;
        next = there;
      }
      remember(pairs, x, gradient, moved, next.hypergradient());
      x = moved;
      at = next;
    }
    return new Found(x, at, evaluations);
  }

  private double[] project(double[] point) {
    return Arrays.stream(point)
        .map(value -> Math.min(Math.max(value, problem.lowerBound()), problem.upperBound()))
        .toArray();
  }

  private double[] step(double[] x, double[] direction, double length) {
    double[] moved = x.clone();
    for (int k = 0; k < x.length; k++) {
      moved[k] -= length * direction[k];
    }
    return project(moved);
  }

  /** A coordinate is bound if it is at an end of the box and the gradient pushes it out. */
  private boolean[] free(double[] x, double[] gradient) {
    boolean[] free = new boolean[x.length];
    for (int k = 0; k < x.length; k++) {
      free[k] =
          !(x[k] <= problem.lowerBound() && gradient[k] > 0)
              && !(x[k] >= problem.upperBound() && gradient[k] < 0);
    }
    return free;
  }

  /** The two loops of L-BFGS (Nocedal 1980) on the free coordinates. */
  private static double[] direction(double[] gradient, boolean[] free, Deque<Pair> pairs) {
    double[] q = masked(gradient, free);
    List<Pair> used = new ArrayList<>();
    for (Pair pair : pairs) {
      Pair restricted = new Pair(masked(pair.s(), free), masked(pair.y(), free));
      if (dot(restricted.s(), restricted.y()) > 1e-12 * dot(restricted.y(), restricted.y())) {
        used.add(restricted);
      }
    }
    double[] alphas = new double[used.size()];
    for (int i = used.size() - 1; i >= 0; i--) {
      Pair pair = used.get(i);
      alphas[i] = dot(pair.s(), q) / dot(pair.s(), pair.y());
      add(q, -alphas[i], pair.y());
    }
    double scale = 1 / Math.max(1e-12, Math.sqrt(dot(q, q))); // nothing known: a step of length one
    if (!used.isEmpty()) {
      Pair last = used.get(used.size() - 1);
      scale = dot(last.s(), last.y()) / dot(last.y(), last.y());
    }
    for (int k = 0; k < q.length; k++) {
      q[k] *= scale;
    }
    for (int i = 0; i < used.size(); i++) {
      Pair pair = used.get(i);
      double beta = dot(pair.y(), q) / dot(pair.s(), pair.y());
      add(q, alphas[i] - beta, pair.s());
    }
    return q;
  }

  /** s·y, the change of the gradient along the step to a point. */
  private static double curvature(double[] x, double[] gradient, double[] moved, Evaluation there) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += (moved[k] - x[k]) * (there.hypergradient()[k] - gradient[k]);
    }
    return sum;
  }

  private static double distance(double[] a, double[] b) {
    double[] difference = a.clone();
    add(difference, -1, b);
    return Math.sqrt(dot(difference, difference));
  }

  private static void remember(
      Deque<Pair> pairs, double[] x, double[] gradient, double[] moved, double[] newGradient) {
    double[] s = moved.clone();
    add(s, -1, x);
    double[] y = newGradient.clone();
    add(y, -1, gradient);
    if (dot(s, y) > 0) { // h is not convex everywhere: only pairs of positive curvature
      pairs.addLast(new Pair(s, y));
      if (pairs.size() > MEMORY) {
        pairs.removeFirst();
      }
    }
  }

  private static double[] masked(double[] values, boolean[] free) {
    double[] result = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      result[k] = free[k] ? values[k] : 0;
    }
    return result;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static void add(double[] a, double factor, double[] b) {
    for (int k = 0; k < a.length; k++) {
      a[k] += factor * b[k];
    }
  }
}
