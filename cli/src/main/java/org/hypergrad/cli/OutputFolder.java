package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folder that a command writes its files to. They are written under other names first and then
 * moved over the old ones, so that what is there is old or new and never half of a file.
 */
final class OutputFolder {

  private final Path folder;

  private OutputFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder if need be, and finds out now whether files can be written there.
   *
   * @throws IOException if they cannot
   */
  static OutputFolder prepare(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, partOf("probe") + "-", ".part"));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + ": is a file, a folder is needed for the results", e);
    } catch (IOException e) {
      throw new IOException(folder + ": cannot be written to (" + e + ")", e);
    }
    return new OutputFolder(folder);
  }

  /**
   * Named as parts of checkpoints are: what a kill leaves, the next run deletes as it does those.
   */
  private static String partOf(String name) {
    return ".%s.hypergrad-%d".formatted(name, ProcessHandle.current().pid());
  }

  /** A file in the folder. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** Whether a file is there. */
  boolean has(String name) {
    return Files.exists(file(name));
  }

  /** A folder inside this one. */
  OutputFolder inside(String name) throws IOException {
    return prepare(folder.resolve(name));
  }

  /** A full disk is said without a name, so the file is named here. */
  private static void writeWhole(Path temporary, String text, Path file) throws IOException {
    try {
      Files.writeString(temporary, text);
    } catch (IOException e) {
      String reason =
          e instanceof FileSystemException named
              ? String.valueOf(named.getReason())
              : e.getMessage();
      throw new IOException(
          "%s: cannot be written (%s); make room there, or name another folder"
              .formatted(file, reason),
          e);
    }
  }

  /**
   * Writes files, replacing those of the same names once all of them are written.
   *
   * @param files texts by name, in the order in which they are replaced
   */
  void write(Map<String, String> files) throws IOException {
    Map<Path, Path> written = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, String> entry : files.entrySet()) {
        Path temporary = // not createTempFile, whose files only their owner may read
            file(partOf(entry.getKey()) + ".part");
        written.put(temporary, file(entry.getKey()));
        writeWhole(temporary, entry.getValue(), file(entry.getKey()));
      }
      for (Map.Entry<Path, Path> entry : written.entrySet()) {
        Files.move(
            entry.getKey(),
            entry.getValue(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Path temporary : written.keySet()) {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
