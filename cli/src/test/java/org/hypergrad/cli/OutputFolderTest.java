package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

  @TempDir private Path folder;

  /** Files are first written under other names, of which one leads to a disk that is full. */
  @Test
  void aFullDiskIsSaidWithTheFileAndLeavesWhatWasThere() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "there is no /dev/full");
    Files.writeString(folder.resolve("a"), "old");
    Files.createSymbolicLink(
        folder.resolve(".b.hypergrad-%d.part".formatted(ProcessHandle.current().pid())), full);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("a", "new");
    files.put("b", "more");
    OutputFolder output = OutputFolder.prepare(folder);
    assertThatThrownBy(() -> output.write(files))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s: cannot be written (No space left on device); make room there, or name another"
                    .formatted(folder.resolve("b"))
                + " folder");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("a"));
    }
    assertThat(folder.resolve("a")).hasContent("old");
  }
}
