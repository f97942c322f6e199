package org.hypergrad.bench.peers;

/** Loss, residual and curvature of the logistic loss the short way, with {@code Math.exp}. */
final class Pointwise {

  private Pointwise() {}

  static double loss(double sign, double margin) {
    return Math.log1p(Math.exp(-sign * margin));
  }

  static double residual(double sign, double margin) {
    return -sign / (1 + Math.exp(sign * margin));
  }

  static double curvature(double margin) {
    double probability = 1 / (1 + Math.exp(-margin));
    return probability * (1 - probability);
  }
}
