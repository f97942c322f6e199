/** Tests of what the benchmarks are made of. */
@NullMarked
package org.hypergrad.bench.quick;

import org.jspecify.annotations.NullMarked;
