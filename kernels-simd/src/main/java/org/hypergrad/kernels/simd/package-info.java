/**
 * The SIMD backend on the Vector API ({@code jdk.incubator.vector}). It extends the scalar
 * reference and overrides what it wins. Nothing of the incubator module links before the probe has
 * passed.
 */
@NullMarked
package org.hypergrad.kernels.simd;

import org.jspecify.annotations.NullMarked;
