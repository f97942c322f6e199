package org.hypergrad.kernels.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of the single-loop bilevel step: SOBA, or SABA where there are tables, transcribed
 * from the formulas one coordinate after the other.
 */
class ExactBilevel {

  /** The tables of SABA. */
  record Tables(
      ExactLogistic.Table residuals,
      ExactLogistic.Table curvatures,
      ExactLogistic.Table outerResiduals) {

    static Tables zeros(KernelProblem inner, KernelProblem outer) {
      return new Tables(zeroTable(inner), zeroTable(inner), zeroTable(outer));
    }

    private static ExactLogistic.Table zeroTable(KernelProblem problem) {
      return new ExactLogistic.Table(
          Bounded.exact(new double[problem.rows() * problem.outputs()]),
          Bounded.exact(new double[problem.parameters()]),
          Bounded.exact(1.0 / problem.rows()));
    }
  }

  /** The rows of one iteration and what each weighs. */
  record Batch(int[] innerRows, double innerScale, int[] outerRows, double outerScale) {}

  private final KernelProblem innerProblem;
  final ExactLogistic inner;
  private final ExactLogistic outer;
  private final Penalty penalty;
  private final @Nullable Tables tables;

  final Bounded[] z;
  final Bounded[] v;
  final Bounded[] x;
  private final Bounded[] averageDirection;
  private final Bounded[] secondMoment;

  ExactBilevel(
      ExactLogistic inner,
      ExactLogistic outer,
      Penalty penalty,
      double[] x,
      @Nullable Tables tables) {
    this.inner = inner;
    this.outer = outer;
    innerProblem = inner.problem();
    this.penalty = penalty;
    this.tables = tables;
    this.z = innerProblem.numbers(innerProblem.z());
    this.v = innerProblem.numbers(innerProblem.v());
    this.x = innerProblem.numbers(x);
    this.averageDirection = innerProblem.numbers(new double[x.length]);
    this.secondMoment = innerProblem.numbers(new double[x.length]);
  }

  final int innerRows() {
    return innerProblem.rows();
  }

  final int outerRows() {
    return outer.problem().rows();
  }

  final boolean hasTables() {
    return tables != null;
  }

  /** Iteration t of the rule, with its two step sizes at t. */
  final void step(BilevelStep rule, long t, Bounded rho, Bounded gamma, Batch batch) {
    int[] rows = batch.innerRows;
    double[] ones = ones(innerProblem.rows());
    Bounded scale = innerProblem.number(batch.innerScale);
    Bounded[] residuals = weighted(rows, inner.residuals(rows, ones, z));
    Bounded[] curvatures = weighted(rows, inner.curvaturesAlong(rows, ones, z, v));
    Bounded outerScale = innerProblem.number(batch.outerScale);
    Bounded[] outerResiduals = outer.residuals(batch.outerRows, ones(outer.problem().rows()), z);
    Bounded[] directionOfZ;
    Bounded[] directionOfV;
    Bounded[] outerGradient;
    if (tables == null) {
      directionOfZ = inner.combination(rows, scale, residuals);
      directionOfV = inner.combination(rows, scale, curvatures);
      outerGradient = outer.combination(batch.outerRows, outerScale, outerResiduals);
    } else {
      directionOfZ = inner.saga(rows, scale, residuals, tables.residuals);
      directionOfV = inner.saga(rows, scale, curvatures, tables.curvatures);
      outerGradient =
          outer.saga(batch.outerRows, outerScale, outerResiduals, tables.outerResiduals);
    }
    Bounded[] coefficients = coefficients();
    Bounded[] directionOfX = outerDirection(batch, coefficients);
    for (int k = 0; k < z.length; k++) {
      Bounded e = coefficients[k];
      z[k] = moved(rule, rho, z[k], directionOfZ[k], e);
      v[k] = moved(rule, rho, v[k], directionOfV[k].plus(outerGradient[k]), e);
    }
    moveOuter(rule, t, gamma, batch, directionOfX);
  }

  /** Numbers of the rows of a batch, one an output, times what the rows weigh. */
  Bounded[] weighted(int[] rows, Bounded... numbers) {
    return numbers;
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private Bounded[] coefficients() {
    Bounded[] coefficients = new Bounded[z.length];
    for (int k = 0; k < z.length; k++) {
      int group = penalty.groupOf(k);
      coefficients[k] =
          switch (group) {
            case Penalty.UNPENALIZED -> Bounded.ZERO;
            case Penalty.FIXED -> innerProblem.number(penalty.fixedStrength());
            default -> x[group].exp();
          };
    }
    return coefficients;
  }

  /** D_x at the point before the step. */
  Bounded[] outerDirection(Batch batch, Bounded... coefficients) {
    Bounded[] result = new Bounded[x.length];
    for (int g = 0; g < x.length; g++) {
      List<Bounded> terms = new ArrayList<>();
      for (int k = 0; k < z.length; k++) {
        if (penalty.groupOf(k) == g) {
          terms.add(coefficients[k].times(z[k]).times(v[k]));
        }
      }
      result[g] = Bounded.sum(terms);
    }
    return result;
  }

  private static Bounded moved(
      BilevelStep rule, Bounded rho, Bounded point, Bounded direction, Bounded e) {
    if (rule.semiImplicit()) {
      return point.minus(rho.times(direction)).dividedBy(Bounded.ONE.plus(rho.times(e)));
    }
    return point.minus(rho.times(direction.plus(e.times(point))));
  }

  /** Moves x along its direction. */
  void moveOuter(BilevelStep rule, long t, Bounded gamma, Batch batch, Bounded... direction) {
    for (int g = 0; g < x.length; g++) {
      x[g] = movedOuter(rule, t, gamma, g, direction[g]);
    }
  }

  private Bounded movedOuter(BilevelStep rule, long t, Bounded gamma, int g, Bounded direction) {
    Bounded decay = Bounded.exact(rule.secondMomentDecay());
    secondMoment[g] =
        secondMoment[g]
            .times(decay)
            .plus(Bounded.ONE.minus(decay).times(direction).times(direction));
    // the newest weight may be computed as 1 − (1 − weight)
    Bounded older = Bounded.ONE.minus(Bounded.exact(rule.momentum()));
    averageDirection[g] =
        averageDirection[g].times(older).plus(direction.times(Bounded.ONE.minus(older)));
    if (t < rule.outerStart()) {
      return x[g];
    }
    Bounded used = rule.momentum() < 1 ? averageDirection[g] : direction;
    Bounded next;
    if (rule.secondMomentDecay() > 0) {
      Bounded correction = Bounded.ONE.minus(power(decay, t));
      next = VectorCase.normalized(gamma, used, secondMoment[g], x[g], correction);
    } else {
      next = x[g].minus(gamma.times(used));
    }
    return next.clip(rule.lower(), rule.upper());
  }

  static Bounded power(Bounded base, long exponent) {
    Bounded power = base;
    for (long k = 1; k < exponent; k++) {
      power = power.times(base);
    }
    return exponent == 1 ? power : power.rounded(2); // a function right to an ulp does as well
  }
}
