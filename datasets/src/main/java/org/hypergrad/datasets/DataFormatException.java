package org.hypergrad.datasets;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file holds something else than it should. The message is one line, {@code FILE:LINE:COLUMN:
 * expected …, found '…'}, with a cure in brackets where one is likely; whatever it quotes from the
 * file is shortened, and control characters in it are escaped. A binary file counts as one line.
 */
public final class DataFormatException extends IOException {

  private static final long serialVersionUID = 1;

  private final String file;
  private final long line;
  private final long column;

  DataFormatException(
      String file, long line, long column, String complaint, @Nullable Throwable cause) {
    // joined and not formatted: a locale may have digits of its own
    super(Quoting.escape(file) + ":" + line + ":" + column + ": " + complaint, cause);
    this.file = file;
    this.line = line;
    this.column = column;
  }

  /** The file, as the caller named it. */
  public String file() {
    return file;
  }

  /** The line, from 1, of the text after unpacking. */
  public long line() {
    return line;
  }

  /** The byte in the line, from 1. */
  public long column() {
    return column;
  }
}
