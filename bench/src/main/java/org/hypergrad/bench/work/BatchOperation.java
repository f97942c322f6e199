package org.hypergrad.bench.work;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** Blocks of 64 rows in a shuffled order that is gone through again and again. */
public final class BatchOperation implements Operation {

  /** Rows of a batch. */
  public static final int BATCH = 64;

  /** What is done with a batch. */
  public enum Kind {
    /** The gradient of a batch. */
    GRADIENT,
    /** The SAGA estimate from a batch, and the update of its table. */
    SAGA
  }

  private final LogisticKernels kernels;
  private final Kind kind;
  private final Rows[] blocks;
  private final double scale;
  private final Vec z;
  private final Vec out;
  private final SagaTable table;
  private int next;

  /** An operation of a backend, see {@link Kernels#of}. */
  public BatchOperation(String backend, Dataset data, Kind kind) {
    Kernels named = Kernels.of(backend);
    kernels = named.selection().logistic(data, named.options());
    this.kind = kind;
    blocks = blocks(kernels.rows());
    scale = (double) blocks.length / kernels.rows();
    Vectors vectors = kernels.vectors();
    z = vectors.of(Points.z(kernels.parameters()));
    out = vectors.create(kernels.parameters());
    table = SagaTable.zeros(vectors, kernels.rows(), kernels.parameters());
  }

  private static Rows[] blocks(int rows) {
    Rows[] blocks = new Rows[Math.ceilDiv(rows, BATCH)];
    SplittableRandom random = new SplittableRandom(5);
    for (int k = 0; k < blocks.length; k++) {
      int other = random.nextInt(k + 1);
      blocks[k] = blocks[other];
      blocks[other] = Rows.range(k * BATCH, Math.min(rows, (k + 1) * BATCH));
    }
    return blocks;
  }

  @Override
  public double run() {
    Rows block = blocks[next];
    next = next + 1 == blocks.length ? 0 : next + 1;
    if (kind == Kind.GRADIENT) {
      kernels.gradient(block, scale, z, out);
    } else {
      kernels.sagaGradient(block, scale, z, table, out);
    }
    kernels.vectors().await();
    return next;
  }

  @Override
  public double[] result() {
    double[] last = kernels.vectors().toArray(out);
    if (kind == Kind.GRADIENT) {
      return last;
    }
    double[] average = kernels.vectors().toArray(table.average());
    double[] both = Arrays.copyOf(last, last.length + average.length);
    System.arraycopy(average, 0, both, last.length, average.length);
    return both;
  }

  @Override
  public void close() {
    kernels.close();
  }
}
