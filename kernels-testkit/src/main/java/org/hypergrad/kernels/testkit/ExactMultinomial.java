package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pointwise functions of k classes: the stable formulas, in which the largest margin t is
 * subtracted and its class kept apart, carried out in numbers that know their bounds. With
 * u<sub>c</sub> = e^{m<sub>c</sub> − m<sub>t</sub>}, S = Σ u:
 *
 * <pre>
 *   loss        (m_t − m_y) + log(1 + Σ_{c≠t} u_c)
 *   residual    u_c / S,  for y: −Σ_{c≠y} u_c / S
 *   diagonal    u_c Σ_{b≠c} u_b / S²
 *   curvature   π_c (U_c − Σ_b π_b U_b)
 * </pre>
 *
 * <p>Beyond the roundings of these, a backend may have an exp to two ulps instead of one and take
 * reciprocals in place of quotients, for which 4 units more are enough. It may subtract the
 * direction of any class from all before it averages them, in which the largest of them rounds.
 */
final class ExactMultinomial implements ExactPointwise {

  private static final int MORE_ROUNDINGS = 4;

  private final Map<List<Bounded>, Exponentials> known = new HashMap<>();

  /** The u of a row. */
  private record Exponentials(int top, Bounded[] u, Bounded sum) {
    static Exponentials of(List<Bounded> margins) {
      int top = 0;
      for (int c = 1; c < margins.size(); c++) {
        if (isLess(margins.get(top), margins.get(c))) {
          top = c;
        }
      }
      Bounded[] u = new Bounded[margins.size()];
      for (int c = 0; c < u.length; c++) {
        u[c] =
            c == top
                ? margins.get(c).isRough() ? Bounded.rough(1) : Bounded.ONE
                : margins.get(c).minus(margins.get(top)).exp().rounded(2).widened(FLUSHED);
      }
      return new Exponentials(top, u, Bounded.sum(Arrays.asList(u)));
    }

    private static boolean isLess(Bounded one, Bounded other) {
      return one.isRough()
          ? one.value() < other.value()
          : one.decimal().compareTo(other.decimal()) < 0;
    }

    Bounded others(int c) {
      Bounded.Sum sum = new Bounded.Sum();
      for (int b = 0; b < u.length; b++) {
        if (b != c) {
          sum.add(u[b]);
        }
      }
      return sum.total();
    }

    Bounded probability(int c) {
      return u[c].dividedBy(sum).rounded(MORE_ROUNDINGS);
    }

    Bounded complement(int c) {
      return others(c).dividedBy(sum).rounded(MORE_ROUNDINGS);
    }
  }

  private Exponentials exponentials(Bounded... margins) {
    List<Bounded> key = List.of(margins);
    return key.getFirst().isRough()
        ? Exponentials.of(key)
        : known.computeIfAbsent(key, Exponentials::of);
  }

  @Override
  public Bounded loss(int y, Bounded... margins) {
    Exponentials e = exponentials(margins);
    Bounded logarithm = e.others(e.top).log1p();
    Bounded loss = y == e.top ? logarithm : margins[e.top].minus(margins[y]).plus(logarithm);
    return loss.rounded(MORE_ROUNDINGS);
  }

  @Override
  public Bounded[] residual(int y, Bounded... margins) {
    Exponentials e = exponentials(margins);
    Bounded[] residual = new Bounded[margins.length];
    Arrays.setAll(residual, c -> c == y ? e.complement(c).negate() : e.probability(c));
    return residual;
  }

  @Override
  public Bounded[] curvature(Bounded[] margins, Bounded... along) {
    Exponentials e = exponentials(margins);
    Bounded.Sum sum = new Bounded.Sum();
    double largest = 0;
    for (int c = 0; c < along.length; c++) {
      sum.add(e.probability(c).times(along[c]));
      largest = Math.max(largest, along[c].size() + along[c].error());
    }
    Bounded mean = sum.total();
    double shifted = MORE_ROUNDINGS * Bounded.UNIT * largest;
    Bounded[] curvature = new Bounded[along.length];
    Arrays.setAll(
        curvature, c -> e.probability(c).times(along[c].minus(mean).widened(shifted)).rounded(1));
    return curvature;
  }

  @Override
  public Bounded[] curvatureDiagonal(Bounded... margins) {
    Exponentials e = exponentials(margins);
    Bounded[] diagonal = new Bounded[margins.length];
    Arrays.setAll(diagonal, c -> e.probability(c).times(e.complement(c)).rounded(1));
    return diagonal;
  }
}
