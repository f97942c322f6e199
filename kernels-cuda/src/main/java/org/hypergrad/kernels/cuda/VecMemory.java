package org.hypergrad.kernels.cuda;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * The memory of a session's vectors. Vectors are not closed, so what nobody knows any more is given
 * back when the next one is made, and the rest with the session. Serves one thread at a time.
 */
final class VecMemory {

  /** How long to wait for the garbage collector, when memory is short. */
  private static final long PATIENCE_MILLIS = 500;

  private static final class Piece extends PhantomReference<CudaVec> {
    private final long address;

    Piece(CudaVec vec, ReferenceQueue<CudaVec> forgotten, long address) {
      super(vec, forgotten);
      this.address = address;
    }
  }

  private final CudaDriver driver;
  private final Set<Piece> pieces = new HashSet<>();
  private final ReferenceQueue<CudaVec> forgotten = new ReferenceQueue<>();

  VecMemory(CudaDriver driver) {
    this.driver = driver;
  }

  /** A new vector, its contents undefined. */
  CudaVec create(int length, CudaSession maker) {
    free(forgotten.poll());
    long address = allocate((long) length * Double.BYTES);
    CudaVec vec = new CudaVec(length, maker, address);
    if (address != 0) {
      pieces.add(new Piece(vec, forgotten, address));
    }
    return vec;
  }

  private long allocate(long bytes) {
    try {
      return driver.allocate(bytes);
    } catch (CudaFailure failure) {
      if (failure.code() != CudaFailure.OUT_OF_MEMORY) {
        throw failure;
      }
      System.gc(); // Java does not know how much a forgotten vector holds
      try {
        free(forgotten.remove(PATIENCE_MILLIS));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw failure;
      }
      return driver.allocate(bytes);
    }
  }

  /** Frees a piece that was found forgotten, if one was, and all that are found after it. */
  private void free(Reference<? extends CudaVec> first) {
    for (Reference<? extends CudaVec> next = first; next != null; next = forgotten.poll()) {
      Piece piece = (Piece) next;
      pieces.remove(piece);
      driver.free(piece.address);
    }
  }

  void close() {
    pieces.forEach(piece -> driver.free(piece.address));
    pieces.clear();
  }
}
