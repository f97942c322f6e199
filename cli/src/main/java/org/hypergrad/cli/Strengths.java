package org.hypergrad.cli;

/**
 * Strengths of a penalty that were learned.
 *
 * @param layout which weights share one
 * @param box bound on |x|
 * @param x their logarithms
 */
record Strengths(PenaltyLayout layout, double box, double[] x) {}
