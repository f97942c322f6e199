/**
 * A model of the CUDA backend's speed, from what its kernels ask of memory on an emulated device.
 */
@NullMarked
package org.hypergrad.bench.model;

import org.jspecify.annotations.NullMarked;
