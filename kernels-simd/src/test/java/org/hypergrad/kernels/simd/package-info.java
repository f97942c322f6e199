/** Tests of the SIMD backend. */
@NullMarked
package org.hypergrad.kernels.simd;

import org.jspecify.annotations.NullMarked;
