// Sums over the threads of a block, in a fixed order.
#pragma once

#define THREADS 256

// The sum over a block of THREADS threads, all of which must come here; known to thread 0. The shared memory is the
// kernel's own: as a variable here PTX would have it outside of the kernel.
__device__ __forceinline__ double block_sum(double value, double* values) {
  values[threadIdx.x] = value;
  __syncthreads();
  for (int half = THREADS / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) values[threadIdx.x] += values[threadIdx.x + half];
    __syncthreads();
  }
  return values[0];
}
