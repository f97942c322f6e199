package org.hypergrad.solvers;

/**
 * Where a run stood at one moment.
 *
 * @param seconds solver time: evaluation, reading and checkpoints excluded
 * @param iterations carried out so far
 * @param samples rows used so far, inner and outer
 * @param h exact value function
 * @param hypergradientNorm ‖∇h‖
 * @param projectedNorm ‖x − Π(x − ∇h)‖
 * @param outerError the fraction of outer rows that z*(x) gets wrong, or NaN
 */
public record TracePoint(
    double seconds,
    long iterations,
    long samples,
    double h,
    double hypergradientNorm,
    double projectedNorm,
    double outerError) {}
