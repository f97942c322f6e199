package org.hypergrad.solvers;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that are written beside the one that they will replace, {@code NAME.hypergrad-PID….part}:
 * the name says whose they are, so that what a killed process left behind can be told from what
 * another is writing. The command line names its own such files alike.
 */
final class PartFiles {

  private static final Pattern NAME = Pattern.compile(".+\\.hypergrad-(\\d{1,18})(-\\d+)?\\.part");

  /** No file is written for so long without a change. */
  private static final Duration STILL = Duration.ofMinutes(10);

  private PartFiles() {}

  /** Makes an empty file of a name that nobody else has. */
  static Path create(Path folder, Path target) throws IOException {
    String prefix =
        "%s.hypergrad-%d-".formatted(target.getFileName(), ProcessHandle.current().pid());
    return Files.createTempFile(folder, prefix, ".part");
  }

  /** Deletes the files in a folder whose processes are gone. */
  static void removeAbandoned(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.part")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches() && isAbandoned(file, Long.parseLong(name.group(1)))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /**
   * A process that is younger than the file has only got the number of the one that wrote it. A
   * process of another machine that shares the folder cannot be asked, but does not leave a file as
   * it is for so long.
   */
  private static boolean isAbandoned(Path file, long process) throws IOException {
    Instant written;
    try {
      written = Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException _) {
      return false; // its process has just finished it
    }
    if (written.isAfter(Instant.now().minus(STILL))) {
      return false;
    }
    return ProcessHandle.of(process)
        .filter(alive -> alive.info().startInstant().map(written::isAfter).orElse(true))
        .isEmpty();
  }
}
