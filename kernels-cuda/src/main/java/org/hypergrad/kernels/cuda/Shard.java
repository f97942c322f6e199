package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * The rows that one of several devices has, with vectors there for what comes in and goes out, and
 * arrays for what the host adds up. Serves one thread at a time.
 */
final class Shard implements AutoCloseable {

  private final CudaLogisticKernels kernels;
  private final int first;
  private final Vectors vectors;
  private final int outputs;
  private final Vec z;
  private final Vec v;
  private final Vec weights;
  private final Vec directional;
  private final Vec knownMargins;
  private final Sum gradient;
  private final Sum product;
  private Part part = new Part(Rows.range(0, 0), 0, null);
  private double loss;

  /**
   * A sum over rows, and the table that it may move: with an average of zeros, so that what comes
   * out are the changes alone.
   */
  final class Sum {
    private final Vec out = vectors.create(kernels.parameters());
    private final Vec scalars = vectors.create(kernels.rows() * outputs);
    private final Vec average = vectors.create(kernels.parameters());
    private final double[] total = new double[kernels.parameters()];
    private final double[] change = new double[kernels.parameters()];

    /** Where it is to go. */
    Vec out() {
      return out;
    }

    /** The table as it is used there. */
    SagaTable table(double rowScale) {
      return new SagaTable(scalars, average, rowScale);
    }

    /** What came out, after {@link #read}. */
    double[] total() {
      return total;
    }

    /** What the average changes by, after {@link #readTable}. */
    double[] change() {
      return change;
    }

    /** Takes over the scalars of the selection's rows that are here. */
    void writeTable(double[] ofSelection) {
      vectors.write(elements(), part.gather(ofSelection, outputs), scalars);
      vectors.fill(0, average);
    }

    void read() {
      vectors.read(out, total);
    }

    /** Hands out the scalars of the selection's rows that are here, and the average's change. */
    void readTable(double[] ofSelection) {
      double[] own = new double[part.rows().count() * outputs];
      vectors.read(elements(), scalars, own);
      part.scatter(own, outputs, ofSelection);
      vectors.read(average, change);
    }

    private Rows elements() {
      return Part.elements(part.rows(), outputs);
    }
  }

  /**
   * Takes over a handle.
   *
   * @param first the number that its first row has among all
   */
  Shard(CudaLogisticKernels kernels, int first) {
    this.kernels = kernels;
    this.first = first;
    vectors = kernels.vectors();
    outputs = kernels.outputs();
    z = vectors.create(kernels.parameters());
    v = vectors.create(kernels.parameters());
    weights = vectors.create(kernels.rows());
    directional = vectors.create(kernels.rows());
    knownMargins = vectors.create(kernels.rows() * outputs);
    gradient = new Sum();
    product = new Sum();
  }

  CudaLogisticKernels kernels() {
    return kernels;
  }

  Vec z() {
    return z;
  }

  Vec v() {
    return v;
  }

  Vec directional() {
    return directional;
  }

  Sum gradient() {
    return gradient;
  }

  Sum product() {
    return product;
  }

  /** Takes the rows of a selection that are here. */
  void select(Rows selected) {
    part = Part.of(selected, first, first + kernels.rows());
  }

  /** The rows taken, unweighted. */
  Rows rows() {
    return part.rows();
  }

  /** The rows taken, with those of the selection's weights that are theirs. */
  Rows weighted(double[] ofSelection) {
    vectors.write(part.rows(), part.gather(ofSelection, 1), weights);
    return part.rows().weightedBy(weights);
  }

  /** Hands out the directional derivatives of the rows taken. */
  void readDirectional(double[] ofSelection) {
    double[] own = new double[part.rows().count()];
    vectors.read(part.rows(), directional, own);
    part.scatter(own, 1, ofSelection);
  }

  /** The margins of the rows that are here, of those of all rows. */
  Vec margins(double[] ofRows) {
    int from = first * outputs;
    double[] own = Arrays.copyOfRange(ofRows, from, from + kernels.rows() * outputs);
    vectors.write(own, knownMargins);
    return knownMargins;
  }

  /** Hands out the margins of the rows taken. */
  void readMargins(double[] ofSelection) {
    Vec margins = vectors.create(part.rows().count() * outputs);
    kernels.margins(part.rows(), z, margins);
    part.scatter(vectors.toArray(margins), outputs, ofSelection);
  }

  void write(double[] from, Vec to) {
    vectors.write(from, to);
  }

  void loss(double sum) {
    loss = sum;
  }

  double loss() {
    return loss;
  }

  @Override
  public void close() {
    kernels.close();
  }
}
