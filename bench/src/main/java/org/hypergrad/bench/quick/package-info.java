/** The short set: all variants in one process, in interleaved rounds. */
@NullMarked
package org.hypergrad.bench.quick;

import org.jspecify.annotations.NullMarked;
