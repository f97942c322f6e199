/**
 * From files to {@link org.hypergrad.kernels.Dataset}: readers, splits and scaling.
 *
 * <p>{@link org.hypergrad.datasets.LibSvm} reads LIBSVM text and {@link org.hypergrad.datasets.Csv}
 * plain tables of numbers, {@link org.hypergrad.datasets.Idx} images; each of them as it is or
 * packed with gzip, bzip2 or xz. {@link org.hypergrad.datasets.Splits} divides rows, {@link
 * org.hypergrad.datasets.Preprocessing} does to every part what was fitted on the training part,
 * {@link org.hypergrad.datasets.LabelCorruption} plants wrong labels in it.
 *
 * <p>Files are not trusted: whatever is in one, reading it ends with a data set or with an {@link
 * java.io.IOException} of one line that says where and why; text that is wrong or damaged gives a
 * {@link org.hypergrad.datasets.DataFormatException}.
 */
@NullMarked
package org.hypergrad.datasets;

import org.jspecify.annotations.NullMarked;
