/**
 * What is timed: operations of one implementation, each ready to run, and the check that they
 * compute what the scalar reference does.
 */
@NullMarked
package org.hypergrad.bench.work;

import org.jspecify.annotations.NullMarked;
