/**
 * The scalar reference: every operation of the contract in plain Java, complete and boring. Faster
 * backends extend it and override what they win.
 */
@NullMarked
package org.hypergrad.kernels.scalar;

import org.jspecify.annotations.NullMarked;
