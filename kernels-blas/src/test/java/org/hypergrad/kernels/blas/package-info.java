/** Tests of the BLAS backend. */
@NullMarked
package org.hypergrad.kernels.blas;

import org.jspecify.annotations.NullMarked;
