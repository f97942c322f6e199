/**
 * The backend on NVIDIA's graphics processors: kernels shipped as PTX and called through the driver
 * alone, so that no CUDA toolkit is needed.
 */
@NullMarked
package org.hypergrad.kernels.cuda;

import org.jspecify.annotations.NullMarked;
