package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CudaLibraryTest {

  private static final Path DRIVER =
      Path.of("src", "main", "java", "org", "hypergrad", "kernels", "cuda", "CudaDriver.java");

  /** JCuda ends the process at a call that the driver lacks: each is looked up before. */
  @Test
  void looksUpEveryFunctionThatIsCalled() throws IOException {
    Set<String> called = new TreeSet<>();
    Matcher call = Pattern.compile("JCudaDriver\\.(cu\\w+)\\(").matcher(Files.readString(DRIVER));
    while (call.find()) {
      called.add(call.group(1));
    }
    Set<String> lookedUp =
        Stream.concat(CudaLibrary.SYMBOLS.stream(), CudaLibrary.GRAPH_SYMBOLS.stream())
            .map(symbol -> symbol.replaceAll("(WithFlags)?(_v\\d)?$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(called).isEqualTo(lookedUp);
  }

  @Test
  void findsTheVersionOfTheDriversModule() {
    assertThat(
            CudaLibrary.moduleVersion(
                """
                NVRM version: NVIDIA UNIX x86_64 Kernel Module  450.248.02  Wed Jul 26 16:20:00 UTC 2023
                GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
                """))
        .contains("450.248.02");
    assertThat(
            CudaLibrary.moduleVersion(
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  565.57  Release Build"))
        .contains("565.57");
    assertThat(CudaLibrary.moduleVersion("")).isEmpty();
  }
}
