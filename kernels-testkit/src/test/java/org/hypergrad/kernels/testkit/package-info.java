/** Tests of the oracle itself, and the proof of the scalar reference. */
@NullMarked
package org.hypergrad.kernels.testkit;

import org.jspecify.annotations.NullMarked;
