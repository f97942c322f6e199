package org.hypergrad.cli;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file given by the user is missing, damaged or does not fit; the message is one line. */
final class InputException extends IOException {

  @Serial private static final long serialVersionUID = 1;

  /** A complaint about a file, with what would cure it where that is likely to be known. */
  InputException(Path file, String complaint) {
    super(file + ": " + complaint);
  }

  /** What a reader of files said, which names the file already. */
  InputException(IOException cause) {
    super(cause.getMessage() != null ? cause.getMessage() : cause.toString(), cause);
  }
}
