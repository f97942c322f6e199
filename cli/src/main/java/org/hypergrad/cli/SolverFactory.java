package org.hypergrad.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.solvers.Batches;
import org.hypergrad.solvers.BilevelProblem;
import org.hypergrad.solvers.DefaultSteps;
import org.hypergrad.solvers.Saba;
import org.hypergrad.solvers.Sid;
import org.hypergrad.solvers.Soba;
import org.hypergrad.solvers.Solver;

/** Makes the solver that options describe. */
final class SolverFactory {

  /** Steps of one solve until the damping of sid has halved. */
  private static final double DAMPING_DELAY = 10;

  private final SolverOptions options;

  SolverFactory(SolverOptions options) {
    this.options = options;
  }

  /** The solver, its steps chosen for the problem unless they are given. */
  Solver make(BilevelProblem problem, Batches batches) {
    BilevelStep step = options.step() == null ? chosen(problem, batches) : plain(options.step());
    return switch (options.name()) {
      case SOBA -> new Soba(step);
      case SABA -> new Saba(step);
      case SID ->
          new Sid(
              step,
              options.step() == null ? new StepSize(1, 1, DAMPING_DELAY) : StepSize.constant(1),
              options.innerSteps(),
              options.linearSteps(),
              1,
              true);
    };
  }

  /** The paper's rule: steps that fall like 1/√t where there is no memory, constant elsewhere. */
  private BilevelStep plain(double inner) {
    double outer = options.outerStep() == null ? inner : options.outerStep();
    double exponent = options.name() == SolverName.SOBA ? 0.5 : 0;
    return BilevelStep.plain(StepSize.power(inner, exponent), StepSize.power(outer, exponent));
  }

  private BilevelStep chosen(BilevelProblem problem, Batches batches) {
    BilevelStep step =
        switch (options.name()) {
          case SOBA -> DefaultSteps.decreasing(problem, batches);
          case SABA -> DefaultSteps.constant(problem, batches);
          // an iteration of sid solves both lower problems first: x need not wait for them
          case SID -> DefaultSteps.constant(problem, batches).withOuterStart(1);
        };
    StepSize outer = step.outerStep();
    return withSteps(
        step,
        rounded(step.innerStep()),
        options.outerStep() == null
            ? outer
            : new StepSize(options.outerStep(), outer.exponent(), outer.delay()));
  }

  /**
   * The smoothness that steps are made from differs in its last bits between backends and numbers
   * of threads. Four digits are enough for a step; the one printed is then the one used, and a run
   * can be resumed elsewhere.
   */
  private static StepSize rounded(StepSize step) {
    double initial =
        new BigDecimal(step.initial()).round(new MathContext(4, RoundingMode.DOWN)).doubleValue();
    return new StepSize(initial, step.exponent(), step.delay());
  }

  private static BilevelStep withSteps(BilevelStep step, StepSize inner, StepSize outer) {
    return new BilevelStep(
        inner,
        outer,
        step.semiImplicit(),
        step.lower(),
        step.upper(),
        step.momentum(),
        step.secondMomentDecay(),
        step.outerStart());
  }
}
