package org.hypergrad.cli;

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
    return options.outerStep() == null ? step : withOuterStep(step, options.outerStep());
  }

  private static BilevelStep withOuterStep(BilevelStep step, double initial) {
    StepSize outer = step.outerStep();
    return new BilevelStep(
        step.innerStep(),
        new StepSize(initial, outer.exponent(), outer.delay()),
        step.semiImplicit(),
        step.lower(),
        step.upper(),
        step.momentum(),
        step.secondMomentDecay(),
        step.outerStart());
  }
}
