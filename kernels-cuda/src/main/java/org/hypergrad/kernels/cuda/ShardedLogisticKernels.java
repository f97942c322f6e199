package org.hypergrad.kernels.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * A dataset whose rows are shared among several devices: contiguous parts of one size, one after
 * the other, a thread of the host for each. Vectors are on the first device.
 *
 * <p>Every device computes the sums over its rows; the host adds them up in the order of the
 * devices, so that results depend on how many there are and on nothing else about them. A call
 * moves z to each of them and a vector of its length back, and a few numbers a row where rows have
 * weights or tables: worth it for passes over many rows, while single steps are faster on one.
 */
final class ShardedLogisticKernels extends LogisticKernels {

  private final List<Shard> shards;
  private final DeviceThreads threads;
  private final double[] z;
  private final double[] v;
  private final double[] sum;

  private ShardedLogisticKernels(Dataset data, List<Shard> shards) {
    super(data, shards.getFirst().kernels().vectors());
    this.shards = shards;
    threads = new DeviceThreads(shards.size());
    z = new double[parameters()];
    v = new double[parameters()];
    sum = new double[parameters()];
  }

  /**
   * Copies a dataset to devices.
   *
   * @param permitted what products may be computed in
   * @param devices their numbers, in order; one may come more than once
   * @throws org.hypergrad.kernels.BackendRefusedException if one cannot be used, or has too little
   *     memory for its part
   * @throws IllegalArgumentException if the dataset has fewer than two classes
   */
  static ShardedLogisticKernels open(Dataset data, Arithmetic permitted, List<Integer> devices) {
    List<Shard> shards = new ArrayList<>();
    try {
      for (int k = 0; k < devices.size(); k++) {
        int from = begin(k, devices.size(), data.rows());
        int to = begin(k + 1, devices.size(), data.rows());
        Dataset part = data.selectRows(IntStream.range(from, to).toArray());
        int rowsOfState = (k == 0 ? data.rows() : 0) + part.rows(); // the caller's vectors too
        String what =
            "%s of %s".formatted(Rows.range(from, to), CudaLogisticKernels.describe(data));
        CudaLogisticKernels kernels =
            CudaLogisticKernels.open(part, permitted, devices.get(k), rowsOfState, what);
        try {
          shards.add(new Shard(kernels, from));
        } catch (RuntimeException failed) {
          kernels.close();
          throw failed;
        }
      }
      return new ShardedLogisticKernels(data, shards);
    } catch (RuntimeException failed) {
      shards.forEach(Shard::close);
      throw failed;
    }
  }

  private static int begin(int shard, int shards, int rows) {
    return (int) ((long) rows * shard / shards);
  }

  /** In floats where one of them does. */
  @Override
  public Arithmetic arithmetic() {
    return shards.stream()
        .map(shard -> shard.kernels().arithmetic())
        .max(Comparator.naturalOrder())
        .orElse(Arithmetic.DOUBLE);
  }

  @Override
  public String storage() {
    return shards.stream()
        .map(shard -> "%d %s".formatted(shard.kernels().rows(), shard.kernels().storage()))
        .collect(Collectors.joining("; "));
  }

  /** What a call computes on a device, for the shard's rows, weighted if the call's are. */
  @FunctionalInterface
  private interface Work {
    /** The sum of losses, 0 if it is not asked for. */
    double on(Shard shard, Rows rows);
  }

  /** A sum that a call asks for. */
  private final class Wanted {
    private final Function<Shard, Shard.Sum> ofShard;
    private final Vec out;
    private final @Nullable SagaTable table;
    private final Rows elements;
    private final double[] scalars;

    Wanted(Rows rows, Function<Shard, Shard.Sum> ofShard, Vec out, @Nullable SagaTable table) {
      this.ofShard = ofShard;
      this.out = out;
      this.table = table;
      elements = Part.elements(rows, outputs());
      scalars = new double[table == null ? 0 : elements.count()];
      if (table != null) {
        vectors().read(elements, table.scalars(), scalars);
      }
    }

    void load(Shard shard) {
      if (table != null) {
        ofShard.apply(shard).writeTable(scalars);
      }
    }

    void store(Shard shard) {
      ofShard.apply(shard).read();
      if (table != null) {
        ofShard.apply(shard).readTable(scalars);
      }
    }

    /** Adds up what the devices have, in their order. */
    void addUp() {
      total(Shard.Sum::total);
      vectors().write(sum, out);
      if (table != null) {
        vectors().axpy(1, table.average(), out);
        total(Shard.Sum::change);
        double[] average = vectors().toArray(table.average());
        for (int k = 0; k < average.length; k++) {
          average[k] += sum[k];
        }
        vectors().write(average, table.average());
        vectors().write(elements, scalars, table.scalars());
      }
    }

    private void total(Function<Shard.Sum, double[]> what) {
      for (int s = 0; s < shards.size(); s++) {
        double[] part = what.apply(ofShard.apply(shards.get(s)));
        for (int k = 0; k < sum.length; k++) {
          sum[k] = s == 0 ? part[k] : sum[k] + part[k];
        }
      }
    }
  }

  private Wanted gradient(Rows rows, Vec out, @Nullable SagaTable table) {
    return new Wanted(rows, Shard::gradient, out, table);
  }

  private Wanted product(Rows rows, Vec out, @Nullable SagaTable table) {
    return new Wanted(rows, Shard::product, out, table);
  }

  /** Computes on every device, and adds up. */
  private double run(
      Rows rows,
      Vec point,
      @Nullable Vec direction,
      List<Wanted> wanted,
      @Nullable Vec directional,
      Work work) {
    vectors().read(point, z);
    if (direction != null) {
      vectors().read(direction, v);
    }
    Vec weights = rows.weights();
    double[] weight = new double[weights == null ? 0 : rows.count()];
    if (weights != null) {
      vectors().read(rows, weights, weight);
    }
    double[] derivatives = new double[directional == null ? 0 : rows.count()];
    threads.run(k -> {
      Shard shard = shards.get(k);
      shard.select(rows);
      shard.write(z, shard.z());
      if (direction != null) {
        shard.write(v, shard.v());
      }
      wanted.forEach(one -> one.load(shard));
      shard.loss(work.on(shard, weights == null ? shard.rows() : shard.weighted(weight)));
      wanted.forEach(one -> one.store(shard));
      if (directional != null) {
        shard.readDirectional(derivatives);
      }
    });
    wanted.forEach(Wanted::addUp);
    if (directional != null) {
      vectors().write(rows, derivatives, directional);
    }
    double loss = 0;
    for (Shard shard : shards) {
      loss += shard.loss();
    }
    return loss;
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    return run(
        rows,
        z,
        null,
        List.of(),
        null,
        (shard, part) -> shard.kernels().loss(part, scale, shard.z()));
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    run(
        rows,
        z,
        null,
        List.of(gradient(rows, out, null)),
        null,
        (shard, part) -> {
          shard.kernels().gradient(part, scale, shard.z(), shard.gradient().out());
          return 0;
        });
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    return run(
        rows,
        z,
        null,
        List.of(gradient(rows, out, null)),
        null,
        (shard, part) ->
            shard.kernels().lossAndGradient(part, scale, shard.z(), shard.gradient().out()));
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    run(
        rows,
        z,
        v,
        List.of(product(rows, out, null)),
        null,
        (shard, part) -> {
          shard.kernels().hessianVector(part, scale, shard.z(), shard.v(), shard.product().out());
          return 0;
        });
  }

  @Override
  protected void hessianVectorFromMarginsK(Rows rows, double scale, Vec margins, Vec v, Vec out) {
    double[] known = vectors().toArray(margins);
    run( // v takes the place of z, which is not needed
        rows,
        v,
        null,
        List.of(product(rows, out, null)),
        null,
        (shard, part) -> {
          shard
              .kernels()
              .hessianVectorFromMargins(
                  part, scale, shard.margins(known), shard.z(), shard.product().out());
          return 0;
        });
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    run(
        rows,
        z,
        v,
        List.of(gradient(rows, gradient, null), product(rows, hessianVector, null)),
        null,
        (shard, part) -> {
          shard
              .kernels()
              .gradientAndHessianVector(
                  part, scale, shard.z(), shard.v(), shard.gradient().out(), shard.product().out());
          return 0;
        });
  }

  @Override
  protected void hessianDiagonalK(Rows rows, double scale, Vec z, Vec out) {
    run(
        rows,
        z,
        null,
        List.of(product(rows, out, null)),
        null,
        (shard, part) -> {
          shard.kernels().hessianDiagonal(part, scale, shard.z(), shard.product().out());
          return 0;
        });
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    vectors().read(z, this.z);
    double[] margins = new double[out.length()];
    threads.run(k -> {
      Shard shard = shards.get(k);
      shard.select(rows);
      shard.write(this.z, shard.z());
      shard.readMargins(margins);
    });
    vectors().write(margins, out);
  }

  @Override
  protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
    run(
        rows,
        z,
        v,
        List.of(),
        out,
        (shard, part) -> {
          shard.kernels().directionalDerivatives(part, shard.z(), shard.v(), shard.directional());
          return 0;
        });
  }

  @Override
  protected void gradientHessianVectorAndDirectionalDerivativesK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector, Vec directional) {
    run(
        rows,
        z,
        v,
        List.of(gradient(rows, gradient, null), product(rows, hessianVector, null)),
        directional,
        (shard, part) -> {
          shard
              .kernels()
              .gradientHessianVectorAndDirectionalDerivatives(
                  part,
                  scale,
                  shard.z(),
                  shard.v(),
                  shard.gradient().out(),
                  shard.product().out(),
                  shard.directional());
          return 0;
        });
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    run(
        rows,
        z,
        null,
        List.of(gradient(rows, out, residuals)),
        null,
        (shard, part) -> {
          shard
              .kernels()
              .sagaGradient(
                  part,
                  scale,
                  shard.z(),
                  shard.gradient().table(residuals.rowScale()),
                  shard.gradient().out());
          return 0;
        });
  }

  @Override
  protected void sagaGradientAndHessianVectorK(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector) {
    run(
        rows,
        z,
        v,
        List.of(gradient(rows, gradient, residuals), product(rows, hessianVector, curvatures)),
        null,
        (shard, part) -> {
          shard
              .kernels()
              .sagaGradientAndHessianVector(
                  part,
                  scale,
                  shard.z(),
                  shard.v(),
                  shard.gradient().table(residuals.rowScale()),
                  shard.product().table(curvatures.rowScale()),
                  shard.gradient().out(),
                  shard.product().out());
          return 0;
        });
  }

  @Override
  protected void sagaGradientHessianVectorAndDirectionalDerivativesK(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector,
      Vec directional) {
    run(
        rows,
        z,
        v,
        List.of(gradient(rows, gradient, residuals), product(rows, hessianVector, curvatures)),
        directional,
        (shard, part) -> {
          shard
              .kernels()
              .sagaGradientHessianVectorAndDirectionalDerivatives(
                  part,
                  scale,
                  shard.z(),
                  shard.v(),
                  shard.gradient().table(residuals.rowScale()),
                  shard.product().table(curvatures.rowScale()),
                  shard.gradient().out(),
                  shard.product().out(),
                  shard.directional());
          return 0;
        });
  }

  @Override
  protected void closeK() {
    threads.close();
    RuntimeException failed = null;
    for (Shard shard : shards) {
      try {
        shard.close();
      } catch (RuntimeException failure) { // the others are closed all the same
        failed = failure;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
