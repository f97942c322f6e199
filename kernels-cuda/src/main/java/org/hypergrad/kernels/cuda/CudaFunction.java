package org.hypergrad.kernels.cuda;

import jcuda.driver.CUfunction;

/** A kernel of a module that is loaded on a device; valid as long as a session there is open. */
record CudaFunction(String name, CUfunction handle) {}
