/** The full set, for JMH: one class an operation. */
@NullMarked
package org.hypergrad.bench.jmh;

import org.jspecify.annotations.NullMarked;
