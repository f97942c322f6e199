/**
 * The command {@code hypergrad}: {@link org.hypergrad.cli.Main} and one class for each of its
 * commands.
 *
 * <p>Standard output carries data only; progress, what was read and what went wrong go to standard
 * error. Model, start and group files are treated as hostile: whatever is in one, reading it ends
 * with a value or with one line that says where and why.
 */
@NullMarked
package org.hypergrad.cli;

import org.jspecify.annotations.NullMarked;
