package org.hypergrad.cli;

import java.util.Map;
import org.hypergrad.datasets.Preprocessing;

/**
 * What a run learned, and all that is needed to apply it to new data.
 *
 * @param labels the label map: the negative class, then the positive one
 * @param preprocessing what is done to features before they meet the weights
 * @param layout which features share a strength
 * @param box bound on |x|
 * @param x logarithms of the strengths learned
 * @param theta weights, exactly refitted at x; with an intercept it is the last one
 * @param made how it was made, for people
 */
record Model(
    double[] labels,
    Preprocessing preprocessing,
    PenaltyLayout layout,
    double box,
    double[] x,
    double[] theta,
    Map<String, Object> made) {

  /** Number of features, without an intercept. */
  int features() {
    return layout.features();
  }
}
