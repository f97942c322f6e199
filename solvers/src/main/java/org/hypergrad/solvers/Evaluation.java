package org.hypergrad.solvers;

/**
 * The value function and its gradient at a point x, computed exactly.
 *
 * @param h F(z*(x), x)
 * @param hypergradient ∇h(x), length d
 * @param hypergradientNorm ‖∇h‖
 * @param projectedNorm ‖x − Π(x − ∇h)‖, the measure of stationarity in a box
 * @param innerSolution z*(x), length p
 * @param linearSolution v*(x), length p
 * @param innerGradientNorm ‖∇₁G(z*, x)‖ as reached
 * @param outerError the fraction of outer rows that z* gets wrong, or NaN
 */
public record Evaluation(
    double h,
    double[] hypergradient,
    double hypergradientNorm,
    double projectedNorm,
    double[] innerSolution,
    double[] linearSolution,
    double innerGradientNorm,
    double outerError) {}
