package org.hypergrad.cli;

import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Labels;
import org.jspecify.annotations.Nullable;

/**
 * Rows to predict, in the form that a model's weights were made for.
 *
 * @param features of every row
 * @param labels what the rows are said to be; null where nobody has said it
 */
record NewRows(Features features, @Nullable Labels labels) {}
