/**
 * Data to measure on: real files where {@code HYPERGRAD_DATA} is set, else generated look-alikes.
 */
@NullMarked
package org.hypergrad.bench.data;

import org.jspecify.annotations.NullMarked;
