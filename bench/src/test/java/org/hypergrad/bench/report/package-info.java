/** Tests of what the benchmarks are made of. */
@NullMarked
package org.hypergrad.bench.report;

import org.jspecify.annotations.NullMarked;
