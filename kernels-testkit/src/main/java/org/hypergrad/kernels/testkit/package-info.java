/**
 * One table of cases for every operation of the kernels, and what must come out: by it a backend
 * proves itself, a third party's as well as ours.
 *
 * <p>Start at {@link org.hypergrad.kernels.testkit.BackendProof}. Nothing here needs a test
 * framework: what is wrong comes out as an {@link AssertionError}.
 */
@NullMarked
package org.hypergrad.kernels.testkit;

import org.jspecify.annotations.NullMarked;
