/** Tests of the CUDA backend. */
@NullMarked
package org.hypergrad.kernels.cuda;

import org.jspecify.annotations.NullMarked;
