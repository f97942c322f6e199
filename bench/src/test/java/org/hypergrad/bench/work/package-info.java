/** Tests of what the benchmarks are made of. */
@NullMarked
package org.hypergrad.bench.work;

import org.jspecify.annotations.NullMarked;
