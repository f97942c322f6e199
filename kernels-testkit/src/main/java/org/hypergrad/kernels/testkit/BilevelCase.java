package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;

/**
 * The bilevel step in the table of cases: an iteration with tables and everything switched on, and
 * one of the plain rule, inner and outer rows being the problem's. Runs of many iterations are in
 * {@link BilevelRunChecks}: here margins of 10^11 would follow.
 */
final class BilevelCase {

  private static final int ITERATION = 3;
  private static final double RHO = 0.125;
  private static final double GAMMA = 0.25;

  private static final BilevelStep PLAIN =
      BilevelStep.plain(StepSize.constant(RHO), StepSize.constant(GAMMA));
  private static final BilevelStep RICH =
      PLAIN.withSemiImplicitPenalty().withBox(-0.3, 0.4).withMomentum(0.7).withSecondMoment(0.9);

  private BilevelCase() {}

  /** Three groups of coordinates in turn and every fourth coordinate not penalised. */
  private static int[] groupOf(int columns) {
    int[] groupOf = new int[columns];
    Arrays.setAll(groupOf, k -> k % 4 == 3 ? Penalty.UNPENALIZED : k % 4);
    return groupOf;
  }

  /** Log strengths, or with a fixed penalty three numbers that stay. */
  private static final double[] START = {-0.25, 0.125, 0.375};

  static Map<String, Bounded[]> exactOutputs(ExactLogistic oracle, KernelRun run) {
    Map<String, Bounded[]> outputs = new LinkedHashMap<>();
    for (boolean rich : new boolean[] {false, true}) {
      KernelProblem problem = run.problem();
      ExactBilevel.Tables tables =
          rich
              ? new ExactBilevel.Tables(run.exactTable(1), run.exactTable(2), run.exactTable(3))
              : null;
      ExactBilevel exact = new ExactBilevel(oracle, oracle, penalty(problem), START, tables);
      ExactBilevel.Batch batch =
          new ExactBilevel.Batch(run.rows(), KernelRun.SCALE, run.rows(), KernelRun.SCALE);
      exact.step(rich ? RICH : PLAIN, ITERATION, problem.number(RHO), problem.number(GAMMA), batch);
      String name = rich ? "rich " : "plain ";
      outputs.put(name + "z", exact.z);
      outputs.put(name + "v", exact.v);
      outputs.put(name + "x", exact.x);
      if (tables != null) {
        outputs.put("residuals", tables.residuals().scalars());
        outputs.put("average product", tables.curvatures().average());
        outputs.put("average outer gradient", tables.outerResiduals().average());
      }
    }
    return outputs;
  }

  /**
   * The penalty that belongs to a problem: groups for two classes, a strength a class for three, a
   * fixed one for more.
   */
  static Penalty penalty(KernelProblem problem) {
    return switch (problem.classes()) {
      case 2 -> Penalty.groups(groupOf(problem.columns()), START.length);
      case 3 -> Penalty.perClass(problem.columns(), 3);
      default -> Penalty.fixed(problem.parameters(), 0.4, START.length);
    };
  }

  static Map<String, double[]> outputs(BilevelKernels kernels, KernelRun run) {
    Map<String, double[]> outputs = new LinkedHashMap<>();
    Vectors vectors = kernels.vectors();
    for (boolean rich : new boolean[] {false, true}) {
      KernelRun.Inputs in = new KernelRun.Inputs(vectors, run);
      SagaTables tables = rich ? new SagaTables(in.table(1), in.table(2), in.table(3)) : null;
      BilevelState state = new BilevelState(vectors, in.z, in.v, vectors.of(START), tables);
      Rows[] rows = {in.rows};
      kernels.advance(
          rich ? RICH : PLAIN, state, ITERATION, 1, rows, KernelRun.SCALE, rows, KernelRun.SCALE);
      String name = rich ? "rich " : "plain ";
      outputs.put(name + "z", vectors.toArray(state.z()));
      outputs.put(name + "v", vectors.toArray(state.v()));
      outputs.put(name + "x", vectors.toArray(state.x()));
      if (tables != null) {
        outputs.put("residuals", vectors.toArray(tables.residuals().scalars()));
        outputs.put("average product", vectors.toArray(tables.curvatures().average()));
        outputs.put("average outer gradient", vectors.toArray(tables.outerResiduals().average()));
      }
    }
    return outputs;
  }
}
