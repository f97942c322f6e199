package org.hypergrad.cli;

import java.util.Arrays;
import java.util.Map;
import org.hypergrad.datasets.Preprocessing;
import org.jspecify.annotations.Nullable;

/**
 * What a run learned, and all that is needed to apply it to new data.
 *
 * @param classes that it tells apart
 * @param features how many there are, without an intercept
 * @param preprocessing what is done to features before they meet the weights
 * @param theta weights, exactly refitted at what was learned, feature by feature as kernels hold
 *     them; with an intercept its weights are the last, made {@link #comparable}
 * @param strengths of the penalty; null where none were learned
 * @param made how it was made, for people
 */
record Model(
    Classes classes,
    int features,
    Preprocessing preprocessing,
    double[] theta,
    @Nullable Strengths strengths,
    Map<String, Object> made) {

  /**
   * Weights made comparable. With three classes or more, probabilities stay as they are when the
   * same number is added to the intercept of every class, and nothing penalises that number; it is
   * chosen such that the intercepts add up to 0.
   *
   * @param theta not changed
   */
  static double[] comparable(double[] theta, Classes classes, boolean intercept) {
    int outputs = classes.outputs();
    if (!intercept || outputs == 1) {
      return theta;
    }
    double[] shifted = theta.clone();
    int first = theta.length - outputs;
    double mean = Arrays.stream(theta, first, theta.length).average().orElse(0);
    for (int k = first; k < theta.length; k++) {
      shifted[k] -= mean;
    }
    return shifted;
  }
}
