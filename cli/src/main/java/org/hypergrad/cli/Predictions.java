package org.hypergrad.cli;

import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Softmax;
import org.hypergrad.kernels.Vec;

/** What weights say about rows: the class of each, and its probabilities. */
final class Predictions {

  private final int outputs;
  private final double[] margins;
  private final double[] row;
  private final Softmax softmax;

  private Predictions(int outputs, double[] margins) {
    this.outputs = outputs;
    this.margins = margins;
    row = new double[outputs];
    softmax = new Softmax(outputs);
  }

  /** Predictions for all rows of a data set. */
  static Predictions of(LogisticKernels kernels, double[] theta) {
    Vec out = kernels.vectors().create(Math.multiplyExact(kernels.rows(), kernels.outputs()));
    kernels.margins(Rows.all(), kernels.vectors().of(theta), out);
    return new Predictions(kernels.outputs(), kernels.vectors().toArray(out));
  }

  /** Number of rows. */
  int rows() {
    return margins.length / outputs;
  }

  /** The class that is predicted, the lowest of equals. */
  int classOf(int number) {
    if (outputs == 1) {
      return margins[number] > 0 ? 1 : 0;
    }
    evaluate(number);
    return softmax.top();
  }

  /** How many rows have another label than is predicted. */
  int wrong(Labels labels) {
    int wrong = 0;
    for (int number = 0; number < rows(); number++) {
      if (classOf(number) != labels.classOf(number)) {
        wrong++;
      }
    }
    return wrong;
  }

  /** The probability of the positive class; of three classes or more, that of each. */
  double[] probabilities(int number) {
    if (outputs == 1) {
      return new double[] {Logistic.probability(margins[number])};
    }
    evaluate(number);
    double[] probabilities = new double[outputs];
    for (int c = 0; c < outputs; c++) {
      probabilities[c] = softmax.probability(c);
    }
    return probabilities;
  }

  private void evaluate(int number) {
    System.arraycopy(margins, number * outputs, row, 0, outputs);
    softmax.evaluate(row);
  }
}
