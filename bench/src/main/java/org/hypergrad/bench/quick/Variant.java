package org.hypergrad.bench.quick;

import org.hypergrad.bench.work.Operation;

/**
 * One way to do a work.
 *
 * @param name backend or peer
 * @param operation verified
 * @param role what its time is compared with, or by
 */
record Variant(String name, Operation operation, Role role) {

  /** What a variant is. */
  enum Role {
    /** The scalar reference. */
    REFERENCE,
    /** A backend that wants to be faster. */
    BACKEND,
    /** Somebody else's. */
    PEER,
    /** The triad, timed beside work that memory bounds. */
    TRIAD
  }
}
