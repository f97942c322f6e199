/**
 * The backend whose products of dense blocks are computed by a native BLAS, found and looked into
 * before it is called.
 */
@NullMarked
package org.hypergrad.kernels.blas;

import org.jspecify.annotations.NullMarked;
