// Sums over the threads of a block, in a fixed order.
#pragma once

#define THREADS 256

// The sum over a block of THREADS threads, all of which must come here; known to thread 0. The shared memory is the
// kernel's own, for PTX would have a variable of this function outside of the kernel; it is free again after a barrier.
__device__ __forceinline__ double block_sum(double value, double* values) {
  values[threadIdx.x] = value;
  for (int half = THREADS / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) values[threadIdx.x] += values[threadIdx.x + half];
  }
  return values[threadIdx.x];
}
