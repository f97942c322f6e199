package org.hypergrad.kernels.cuda;

import jcuda.driver.CUdeviceptr;

/** An address in a device's memory as JCuda wants it, and as a number. */
final class DevicePointer extends CUdeviceptr {

  /** Null, for the driver to fill. */
  DevicePointer() {}

  private DevicePointer(CUdeviceptr base, long offset) {
    super(base, offset);
  }

  static DevicePointer at(long address) {
    return new DevicePointer(new CUdeviceptr(), address);
  }

  long address() {
    return getNativePointer() + getByteOffset();
  }
}
