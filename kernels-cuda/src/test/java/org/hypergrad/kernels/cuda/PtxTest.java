package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompileResult;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shipped is what the sources say, and every device that is supported takes it. */
class PtxTest {

  private static final Path SOURCES = Path.of("src", "main", "cuda");
  private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"(.*)\"");
  private static final List<String> DEVICES = List.of("sm_75", "sm_80", "sm_86", "sm_89", "sm_90");

  static List<String> modules() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".cu"))
          .map(name -> name.substring(0, name.length() - ".cu".length()))
          .sorted()
          .toList();
    }
  }

  private static String ptx(String module) throws IOException {
    try (InputStream content = CudaDevice.class.getResourceAsStream(module + ".ptx")) {
      assertThat(content).as("the PTX of " + module).isNotNull();
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A file and what it includes, each once, in the order in which they are met. */
  private static void addSources(String name, Set<String> met) throws IOException {
    if (met.add(name)) {
      Matcher include = INCLUDE.matcher(Files.readString(SOURCES.resolve(name)));
      while (include.find()) {
        addSources(include.group(1), met);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void isOfTheseSources(String module) throws IOException, NoSuchAlgorithmException {
    Set<String> sources = new LinkedHashSet<>();
    addSources(module + ".cu", sources);
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (String source : sources) {
      hash.update(Files.readAllBytes(SOURCES.resolve(source)));
    }
    assertThat(ptx(module).lines().findFirst())
        .as("run mvn -pl kernels-cuda -am -Pptx compile, with nvcc on the PATH")
        .contains("// sources " + HexFormat.of().formatHex(hash.digest()));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void isForOldDriversAndDevices(String module) throws IOException {
    assertThat(ptx(module).lines()).contains(".version 7.0", ".target sm_75");
  }

  /** By NVIDIA's own compiler, which is among JCuda's libraries and needs no driver. */
  @ParameterizedTest
  @MethodSource("modules")
  void compilesForEveryDevice(String module) throws IOException {
    JcudaNatives.load("JNvPTXCompiler", "jcuda.nvptxcompiler.JNvPTXCompiler");
    byte[] text = (ptx(module) + "\0").getBytes(StandardCharsets.UTF_8);
    for (String device : DEVICES) {
      nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
      assertThat(JNvPTXCompiler.nvPTXCompilerCreate(compiler, text.length - 1, text))
          .isEqualTo(nvPTXCompileResult.NVPTXCOMPILE_SUCCESS);
      try {
        int result =
            JNvPTXCompiler.nvPTXCompilerCompile(compiler, 1, new String[] {"--gpu-name=" + device});
        assertThat(result)
            .as("%s for %s: %s", module, device, log(compiler))
            .isEqualTo(nvPTXCompileResult.NVPTXCOMPILE_SUCCESS);
      } finally {
        JNvPTXCompiler.nvPTXCompilerDestroy(compiler);
      }
    }
  }

  private static String log(nvPTXCompilerHandle compiler) {
    long[] size = new long[1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, size);
    byte[] text = new byte[(int) size[0] + 1];
    if (size[0] > 0) {
      JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, text);
    }
    return new String(text, StandardCharsets.UTF_8).strip();
  }
}
