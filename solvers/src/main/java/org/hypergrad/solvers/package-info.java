/**
 * Stochastic bilevel optimisation: problems, solvers and runs.
 *
 * <p>A {@link org.hypergrad.solvers.BilevelProblem} has an inner objective G(z, x), minimised over
 * z, and an outer objective F(z, x); what is sought is the x that minimises the value function h(x)
 * = F(z*(x), x). A {@link org.hypergrad.solvers.Solver} is a page of mathematics; a {@link
 * org.hypergrad.solvers.Run} carries it out, with a budget, progress, checkpoints and exact
 * evaluation.
 */
@NullMarked
package org.hypergrad.solvers;

import org.jspecify.annotations.NullMarked;
