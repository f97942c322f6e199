/** Tests of the solvers, and the small problems and independent oracles they are held against. */
@NullMarked
package org.hypergrad.solvers;

import org.jspecify.annotations.NullMarked;
