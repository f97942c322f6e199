package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of the step on weights of rows: every element of x moves in every iteration.
 *
 * <p>Kernels make up later for the moves of rows outside the batch, by a difference of sums of
 * steps. What these sums round is in the bound of each such move.
 */
final class ExactRowWeights extends ExactBilevel {

  /** σ and σ' are the pointwise functions of two classes. */
  private final ExactPointwise logistic = ExactPointwise.of(2);

  private final KernelProblem problem;
  private final Bounded rowScale;

  /** X. */
  final Bounded[] rowDerivatives;

  /** Of all rows. */
  Bounded secondMoment;

  /** Γ, at most. */
  private double steps;

  ExactRowWeights(
      ExactLogistic inner,
      ExactLogistic outer,
      Penalty penalty,
      double[] x,
      @Nullable Tables tables) {
    super(inner, outer, penalty, x, tables);
    problem = inner.problem();
    rowScale = problem.number(1).dividedBy(problem.number(Math.max(1, problem.rows())));
    rowDerivatives = problem.numbers(new double[problem.rows()]);
    secondMoment = problem.number(0);
  }

  /** Takes up a run where rows have moves pending, which are made now. */
  void resume(
      BilevelStep rule,
      double moment,
      double[] derivatives,
      double sumOfSteps,
      double... stepsAtLastMove) {
    secondMoment = problem.number(moment);
    steps = sumOfSteps;
    for (int row = 0; row < x.length; row++) {
      rowDerivatives[row] = problem.number(derivatives[row]);
      Bounded pending = problem.number(sumOfSteps).minus(problem.number(stepsAtLastMove[row]));
      Bounded move = pending.times(rowScale).times(rowDerivatives[row]);
      x[row] = x[row].minus(move).clip(rule.lower(), rule.upper());
    }
  }

  @Override
  Bounded[] weighted(int[] rows, Bounded... numbers) {
    int outputs = problem.outputs();
    Bounded[] weighted = new Bounded[numbers.length];
    for (int k = 0; k < rows.length; k++) {
      Bounded weight = logistic.residual(0, x[rows[k]])[0]; // of the negative class: σ
      for (int c = 0; c < outputs; c++) {
        weighted[k * outputs + c] = numbers[k * outputs + c].times(weight);
      }
    }
    return weighted;
  }

  @Override
  Bounded[] outerDirection(Batch batch, Bounded... coefficients) {
    Bounded scale = problem.number(batch.innerScale());
    Bounded[] along =
        inner.directionalDerivatives(
            batch.innerRows(), z, v, problem.numbers(new double[x.length]));
    Bounded.Sum[] sums = new Bounded.Sum[x.length];
    Arrays.setAll(sums, row -> new Bounded.Sum());
    if (hasTables()) {
      IntStream.range(0, x.length)
          .forEach(row -> sums[row].add(rowDerivatives[row].times(rowScale)));
    }
    Bounded[] fresh = rowDerivatives.clone();
    for (int row : batch.innerRows()) {
      fresh[row] = logistic.curvatureDiagonal(x[row])[0].times(along[row]);
      Bounded change = hasTables() ? fresh[row].minus(rowDerivatives[row]) : fresh[row];
      sums[row].add(scale.times(change));
    }
    System.arraycopy(fresh, 0, rowDerivatives, 0, fresh.length);
    return Arrays.stream(sums).map(Bounded.Sum::total).toArray(Bounded[]::new);
  }

  @Override
  void moveOuter(BilevelStep rule, long t, Bounded gamma, Batch batch, Bounded... direction) {
    Bounded step = gamma;
    if (rule.secondMomentDecay() > 0) {
      Bounded decay = Bounded.exact(rule.secondMomentDecay());
      Bounded newest = Bounded.ONE.minus(decay).times(meanSquare(batch, direction));
      secondMoment = secondMoment.times(decay).plus(newest);
      Bounded correction = Bounded.ONE.minus(power(decay, t));
      step =
          secondMoment.isZero()
              ? Bounded.ZERO
              : gamma.dividedBy(secondMoment.dividedBy(correction).squareRoot());
    }
    if (t < rule.outerStart()) {
      return;
    }
    steps += step.size() + step.error();
    boolean[] inBatch = new boolean[x.length];
    IntStream.of(batch.innerRows()).forEach(row -> inBatch[row] = true);
    for (int row = 0; row < x.length; row++) {
      Bounded next = x[row].minus(step.times(direction[row]));
      if (!inBatch[row] && hasTables()) {
        Bounded stored = rowDerivatives[row];
        // one rounding of the sum of steps, one of a difference of such
        next =
            next.widened(
                2 * Bounded.UNIT * steps * rowScale.value() * (stored.size() + stored.error()));
      }
      x[row] = next.clip(rule.lower(), rule.upper());
    }
  }

  private Bounded meanSquare(Batch batch, Bounded... direction) {
    int[] different = IntStream.of(batch.innerRows()).distinct().toArray();
    Bounded.Sum squares = new Bounded.Sum();
    for (int row : different) {
      squares.add(direction[row].times(direction[row]));
    }
    return squares.total().dividedBy(problem.number(Math.max(1, different.length)));
  }
}
