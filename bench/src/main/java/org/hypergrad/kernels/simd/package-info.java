/** What benchmarks need of the SIMD backend and its package does not show. */
@NullMarked
package org.hypergrad.kernels.simd;

import org.jspecify.annotations.NullMarked;
