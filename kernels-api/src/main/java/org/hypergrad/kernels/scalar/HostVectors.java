package org.hypergrad.kernels.scalar;

import java.util.Arrays;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** Vectors in the Java heap, with plain loops in the order of the elements. */
public class HostVectors extends Vectors {

  /** New vectors do not know each other's maker: any {@link HostVec} will do. */
  public HostVectors() {}

  /** The live array of a vector of this kind. */
  protected static double[] array(Vec vec) {
    return ((HostVec) vec).array();
  }

  @Override
  protected final boolean owns(Vec vec) {
    return vec instanceof HostVec;
  }

  @Override
  protected final Vec createK(int length) {
    return HostVec.of(new double[length]);
  }

  @Override
  protected final void readK(Vec from, double[] to) {
    System.arraycopy(array(from), 0, to, 0, to.length);
  }

  @Override
  protected final void writeK(double[] from, Vec to) {
    System.arraycopy(from, 0, array(to), 0, from.length);
  }

  @Override
  protected final void readK(Rows rows, Vec from, double[] to) {
    double[] elements = array(from);
    int count = rows.count();
    for (int k = 0; k < count; k++) {
      to[k] = elements[rows.row(k)];
    }
  }

  @Override
  protected final void writeK(Rows rows, double[] from, Vec to) {
    double[] elements = array(to);
    int count = rows.count();
    for (int k = 0; k < count; k++) {
      elements[rows.row(k)] = from[k];
    }
  }

  @Override
  protected final void fillK(double value, Vec x) {
    Arrays.fill(array(x), value);
  }

  @Override
  protected final void copyK(Vec x, Vec y) {
    System.arraycopy(array(x), 0, array(y), 0, x.length());
  }

  @Override
  protected void scaleK(double a, Vec x) {
    double[] xs = array(x);
    for (int k = 0; k < xs.length; k++) {
      xs[k] *= a;
    }
  }

  @Override
  protected void axpyK(double a, Vec x, Vec y) {
    double[] xs = array(x);
    double[] ys = array(y);
    for (int k = 0; k < ys.length; k++) {
      ys[k] += a * xs[k];
    }
  }

  @Override
  protected double dotK(Vec x, Vec y) {
    double[] xs = array(x);
    double[] ys = array(y);
    double sum = 0;
    for (int k = 0; k < xs.length; k++) {
      sum += xs[k] * ys[k];
    }
    return sum;
  }

  @Override
  protected void multiplyAddK(double a, Vec x, Vec y, Vec out) {
    double[] xs = array(x);
    double[] ys = array(y);
    double[] outs = array(out);
    for (int k = 0; k < outs.length; k++) {
      outs[k] += a * xs[k] * ys[k];
    }
  }

  @Override
  protected void clipK(double lower, double upper, Vec x) {
    double[] xs = array(x);
    for (int k = 0; k < xs.length; k++) {
      xs[k] = Math.min(Math.max(xs[k], lower), upper);
    }
  }

  @Override
  protected void averageK(double decay, Vec x, Vec average) {
    double[] xs = array(x);
    double[] averages = array(average);
    for (int k = 0; k < xs.length; k++) {
      averages[k] = decay * averages[k] + (1 - decay) * xs[k];
    }
  }

  @Override
  protected void averageSquaresK(double decay, Vec x, Vec average) {
    double[] xs = array(x);
    double[] averages = array(average);
    for (int k = 0; k < xs.length; k++) {
      averages[k] = decay * averages[k] + (1 - decay) * xs[k] * xs[k];
    }
  }

  @Override
  protected void normalizedStepK(double step, Vec d, Vec moment, double correction, Vec x) {
    double[] ds = array(d);
    double[] moments = array(moment);
    double[] xs = array(x);
    for (int k = 0; k < xs.length; k++) {
      if (moments[k] > 0) {
        xs[k] -= step * ds[k] / Math.sqrt(moments[k] / correction);
      } else if (Double.isNaN(moments[k])) {
        xs[k] = Double.NaN; // an element that is lost must be seen, not stand still
      }
    }
  }

  @Override
  protected void shrinkK(double step, Vec e, Vec z) {
    double[] es = array(e);
    double[] zs = array(z);
    for (int k = 0; k < zs.length; k++) {
      zs[k] /= 1 + step * es[k];
    }
  }

  @Override
  protected void coefficientsK(Penalty penalty, Vec x, Vec out) {
    int[] groupOf = penalty.groupOfAll();
    double[] xs = array(x);
    double[] outs = array(out);
    int previous = Penalty.UNPENALIZED;
    double coefficient = 0;
    for (int k = 0; k < outs.length; k++) {
      if (groupOf[k] != previous) { // neighbours of one group share the exponential
        previous = groupOf[k];
        coefficient =
            switch (previous) {
              case Penalty.UNPENALIZED -> 0;
              case Penalty.FIXED -> penalty.fixedStrength();
              default -> Math.exp(xs[previous]);
            };
      }
      outs[k] = coefficient;
    }
  }

  @Override
  protected void mixedDerivativeK(Penalty penalty, Vec e, Vec z, Vec v, Vec out) {
    int[] groupOf = penalty.groupOfAll();
    double[] es = array(e);
    double[] zs = array(z);
    double[] vs = array(v);
    double[] outs = array(out);
    Arrays.fill(outs, 0);
    for (int k = 0; k < es.length; k++) {
      if (groupOf[k] >= 0) { // else the strength is not learned
        outs[groupOf[k]] += es[k] * zs[k] * vs[k];
      }
    }
  }
}
