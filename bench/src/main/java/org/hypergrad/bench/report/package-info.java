/** From measurements to tables. */
@NullMarked
package org.hypergrad.bench.report;

import org.jspecify.annotations.NullMarked;
