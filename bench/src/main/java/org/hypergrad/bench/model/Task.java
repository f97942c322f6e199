package org.hypergrad.bench.model;

import java.util.Arrays;
import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.ManyClasses;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.work.SolverIterations;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** What the model is asked about, as the short set times it on a CPU. */
enum Task {
  /** All rows of words. */
  LOSS("loss", "imdb", Data.WORDS),
  /** All rows of words. */
  GRADIENT("gradient", "imdb", Data.WORDS),
  /** All rows of words. */
  HESSIAN_VECTOR("Hessian-vector", "imdb", Data.WORDS),
  /** All rows of words. */
  BOTH("both, fused", "imdb", Data.WORDS),
  /** 64 rows. */
  BATCH("batch gradient", "imdb, 64", Data.WORDS),
  /** 64 rows. */
  SAGA("SAGA update", "imdb, 64", Data.WORDS),
  /** 4,096 rows. */
  LARGE_SAGA("SAGA update", "imdb, 4096", Data.WORDS),
  /** 256 iterations of one problem in a launch. */
  STEPS("SABA iteration, authors' steps", "ijcnn1, 64", Data.STEPS),
  /** All rows, none of whose entries is zero. */
  DENSE("gradient", "dense", Data.DENSE),
  /** The same for ten outputs. */
  CLASSES("gradient, 10 classes", "dense", Data.CLASSES),
  /** The same with products in floats. */
  FLOATS("gradient, 10 classes, floats", "dense", Data.CLASSES);

  /** What a task runs on, and by how much its rows are cut down for the emulation's sake. */
  enum Data {
    /** As they are. */
    WORDS(1),
    /** As they are. */
    STEPS(1),
    /** Every eighth row. */
    DENSE(8),
    /** Every thirty-second row. */
    CLASSES(32);

    final int divisor;

    Data(int divisor) {
      this.divisor = divisor;
    }
  }

  private static final int BATCH_ROWS = 64;
  private static final int LARGE_BATCH_ROWS = 4096;

  private final String work;
  private final String on;
  private final Data data;

  Task(String work, String on, Data data) {
    this.work = work;
    this.on = on;
    this.data = data;
  }

  /** As the short set calls it. */
  String work() {
    return work;
  }

  /** As the short set calls its data. */
  String on() {
    return on;
  }

  /** What it runs on. */
  Data data() {
    return data;
  }

  /** How many of what the short set times a run is, in so many rows that were cut. */
  double runs() {
    return this == STEPS ? SolverIterations.ITERATIONS : 1.0 / data.divisor;
  }

  /** What products are computed in. */
  Arithmetic arithmetic() {
    return this == FLOATS ? Arithmetic.FLOAT : Arithmetic.DOUBLE;
  }

  /** Numbers that a row is multiplied to. */
  int outputs() {
    return data == Data.CLASSES ? ManyClasses.LARGE.classes() : 1;
  }

  /** Is told that one run of a task begins, and that it has ended. */
  interface Observer {
    /** All work before is done. */
    void begin();

    /** This task's work is done. */
    void end(Task task);
  }

  /** Runs the tasks on some data on the CUDA backend. */
  static void runAll(Data data, Source source, boolean hotFirst, Observer observer) {
    switch (data) {
      case WORDS -> {
        Dataset words = source.training(DataName.IMDB);
        passes(hotFirst ? HotColumns.first(words) : words, data, Arithmetic.DOUBLE, observer);
      }
      case STEPS -> steps(source, observer);
      case DENSE ->
          passes(
              new Source(null, source.divisor() * data.divisor).training(DataName.DENSE),
              data,
              Arithmetic.DOUBLE,
              observer);
      case CLASSES -> {
        Dataset rows = ManyClasses.LARGE.parts(source.divisor() * data.divisor).training();
        for (Arithmetic arithmetic : Arithmetic.values()) {
          passes(rows, data, arithmetic, observer);
        }
      }
    }
  }

  private static void steps(Source source, Observer observer) {
    try (SolverIterations iterations =
        new SolverIterations(
            "cuda",
            source.parts(DataName.IJCNN1),
            SolverIterations.Problem.FEATURES,
            SolverIterations.Method.SABA,
            SolverIterations.Steps.AUTHORS)) {
      iterations.result(); // waits for what the start queued
      observer.begin();
      iterations.run();
      observer.end(STEPS);
    }
  }

  private static void passes(Dataset rows, Data data, Arithmetic arithmetic, Observer observer) {
    OpenOptions options = new OpenOptions(1, arithmetic);
    try (LogisticKernels kernels = Backends.select("cuda").logistic(rows, options)) {
      Vectors vectors = kernels.vectors();
      int p = kernels.parameters();
      Vec z = vectors.of(alternating(p));
      Vec v = vectors.of(alternating(p));
      Vec first = vectors.create(p);
      Vec second = vectors.create(p);
      SagaTable table = SagaTable.zeros(vectors, kernels.rows() * kernels.outputs(), p);
      int n = kernels.rows();
      Rows few = Rows.range(n / 2, Math.min(n, n / 2 + BATCH_ROWS));
      Rows many = Rows.range(0, Math.min(n, LARGE_BATCH_ROWS));
      for (Task task : values()) {
        if (task.data == data && task.arithmetic() == arithmetic) {
          vectors.await();
          observer.begin();
          switch (task) {
            case LOSS -> kernels.loss(Rows.all(), 1, z);
            case GRADIENT, DENSE, CLASSES, FLOATS -> kernels.gradient(Rows.all(), 1, z, first);
            case HESSIAN_VECTOR -> kernels.hessianVector(Rows.all(), 1, z, v, first);
            case BOTH -> kernels.gradientAndHessianVector(Rows.all(), 1, z, v, first, second);
            case BATCH -> kernels.gradient(few, 1, z, first);
            case SAGA -> kernels.sagaGradient(few, 1, z, table, first);
            case LARGE_SAGA -> kernels.sagaGradient(many, 1, z, table, first);
            case STEPS -> throw new IllegalStateException("no pass");
          }
          vectors.await();
          observer.end(task);
        }
      }
    }
  }

  private static double[] alternating(int length) {
    double[] elements = new double[length];
    Arrays.setAll(elements, k -> k % 2 == 0 ? 0.01 : -0.01);
    return elements;
  }
}
