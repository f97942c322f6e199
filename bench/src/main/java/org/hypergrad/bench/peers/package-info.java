/** The same passes by other means: plain Java loops and other libraries. */
@NullMarked
package org.hypergrad.bench.peers;

import org.jspecify.annotations.NullMarked;
