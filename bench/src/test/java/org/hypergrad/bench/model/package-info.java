/** Tests of the model of speed. */
@NullMarked
package org.hypergrad.bench.model;

import org.jspecify.annotations.NullMarked;
