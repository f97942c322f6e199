package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.RowWeightState;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;

/**
 * The step on weights of rows in the table of cases: an iteration of the plain rule, and one with
 * everything switched on in the middle of a run, when rows have moves pending. Runs of many
 * iterations are in {@link RowWeightRunChecks}.
 */
final class RowWeightCase {

  private static final int ITERATION = 3;
  private static final double RHO = 0.125;
  private static final double GAMMA = 0.25;
  private static final double SECOND_MOMENT = 0.0625;
  private static final double STEPS = 1.6;
  private static final double END = 0.7;

  private static final BilevelStep PLAIN =
      BilevelStep.plain(StepSize.constant(RHO), StepSize.constant(GAMMA));
  private static final BilevelStep RICH =
      PLAIN.withSemiImplicitPenalty().withBox(-END, END).withSecondMoment(0.9);

  private RowWeightCase() {}

  /** The penalty that belongs to a problem. */
  static Penalty penalty(KernelProblem problem) {
    return Penalty.fixed(problem.parameters(), 0.4, problem.rows());
  }

  private static double[] ofRows(KernelRun run, IntToDoubleFunction row) {
    double[] numbers = new double[run.problem().rows()];
    Arrays.setAll(numbers, row);
    return numbers;
  }

  /** Up to the ends of the box, so that some meet them. */
  private static double[] start(KernelRun run) {
    return ofRows(run, row -> END * Math.sin(row + 1));
  }

  private static double[] rowDerivatives(KernelRun run) {
    return ofRows(run, row -> 0.3 * Math.cos(row + 1));
  }

  private static double[] stepsAtLastMove(KernelRun run) {
    return ofRows(run, row -> row % 5 * STEPS / 4); // some moved in the iteration before
  }

  static Map<String, Bounded[]> exactOutputs(ExactLogistic oracle, KernelRun run) {
    Map<String, Bounded[]> outputs = new LinkedHashMap<>();
    for (boolean rich : new boolean[] {false, true}) {
      KernelProblem problem = run.problem();
      ExactBilevel.Tables tables =
          rich
              ? new ExactBilevel.Tables(run.exactTable(1), run.exactTable(2), run.exactTable(3))
              : null;
      ExactRowWeights exact =
          new ExactRowWeights(oracle, oracle, penalty(problem), start(run), tables);
      if (rich) {
        exact.resume(RICH, SECOND_MOMENT, rowDerivatives(run), STEPS, stepsAtLastMove(run));
      }
      ExactBilevel.Batch batch =
          new ExactBilevel.Batch(run.rows(), KernelRun.SCALE, run.rows(), KernelRun.SCALE);
      exact.step(rich ? RICH : PLAIN, ITERATION, problem.number(RHO), problem.number(GAMMA), batch);
      String name = rich ? "rich " : "plain ";
      outputs.put(name + "z", exact.z);
      outputs.put(name + "v", exact.v);
      outputs.put(name + "x", exact.x);
      if (tables != null) {
        outputs.put("row derivatives", exact.rowDerivatives);
        outputs.put("second moment", new Bounded[] {exact.secondMoment});
        outputs.put("residuals", tables.residuals().scalars());
        outputs.put("average product", tables.curvatures().average());
        outputs.put("average outer gradient", tables.outerResiduals().average());
      }
    }
    return outputs;
  }

  static Map<String, double[]> outputs(BilevelKernels kernels, KernelRun run) {
    Map<String, double[]> outputs = new LinkedHashMap<>();
    Vectors vectors = kernels.vectors();
    for (boolean rich : new boolean[] {false, true}) {
      BilevelStep rule = rich ? RICH : PLAIN;
      RowWeightState state = state((RowWeightKernels) kernels, run, rich);
      Rows[] rows = {run.choice().rows(run.problem().rows())};
      kernels.advance(rule, state, ITERATION, 1, rows, KernelRun.SCALE, rows, KernelRun.SCALE);
      String name = rich ? "rich " : "plain ";
      outputs.put(name + "z", vectors.toArray(state.z()));
      outputs.put(name + "v", vectors.toArray(state.v()));
      outputs.put(name + "x", vectors.toArray(kernels.outerVariable(rule, state)));
      SagaTables tables = state.tables();
      if (tables != null) {
        outputs.put("row derivatives", vectors.toArray(state.rowDerivatives()));
        outputs.put("second moment", vectors.toArray(state.secondMoment()));
        outputs.put("residuals", vectors.toArray(tables.residuals().scalars()));
        outputs.put("average product", vectors.toArray(tables.curvatures().average()));
        outputs.put("average outer gradient", vectors.toArray(tables.outerResiduals().average()));
      }
    }
    return outputs;
  }

  private static RowWeightState state(RowWeightKernels kernels, KernelRun run, boolean rich) {
    Vectors vectors = kernels.vectors();
    RowWeightState state =
        kernels.state(vectors.of(run.problem().z()), vectors.of(start(run)), rich);
    vectors.write(run.problem().v(), state.v());
    SagaTables tables = state.tables();
    if (tables != null) {
      write(vectors, run, 1, tables.residuals());
      write(vectors, run, 2, tables.curvatures());
      write(vectors, run, 3, tables.outerResiduals());
      vectors.write(rowDerivatives(run), state.rowDerivatives());
      vectors.write(stepsAtLastMove(run), state.stepsAtLastMove());
      vectors.write(new double[] {STEPS}, state.steps());
      vectors.write(new double[] {SECOND_MOMENT}, state.secondMoment());
    }
    return state;
  }

  private static void write(Vectors vectors, KernelRun run, double phase, SagaTable table) {
    vectors.write(run.scalars(phase), table.scalars());
    vectors.write(run.average(phase), table.average());
  }
}
