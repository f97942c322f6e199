/**
 * The contract: data types, operations, argument checks and backend selection.
 *
 * <p>Users start at {@link org.hypergrad.kernels.Backends#select(String)}; authors of a backend
 * implement {@link org.hypergrad.kernels.Backend} and the hooks (methods ending in {@code K}) of
 * {@link org.hypergrad.kernels.LogisticKernels} and {@link org.hypergrad.kernels.Vectors}. The
 * complete scalar reference is in {@link org.hypergrad.kernels.scalar}.
 */
@NullMarked
package org.hypergrad.kernels;

import org.jspecify.annotations.NullMarked;
