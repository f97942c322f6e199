/** What benchmarks need of liblinear-java and its package does not show. */
@NullMarked
package de.bwaldvogel.liblinear;

import org.jspecify.annotations.NullMarked;
