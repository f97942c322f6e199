/** Tests of what the benchmarks are made of. */
@NullMarked
package org.hypergrad.bench.data;

import org.jspecify.annotations.NullMarked;
