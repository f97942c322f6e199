/**
 * Benchmarks of the kernels and solvers, alone and against other libraries.
 *
 * <p>{@link org.hypergrad.bench.Main} runs the short set; the classes of {@code
 * org.hypergrad.bench.jmh} are the full one, for JMH. Nothing is timed before its result has been
 * compared with the scalar reference's.
 */
@NullMarked
package org.hypergrad.bench;

import org.jspecify.annotations.NullMarked;
