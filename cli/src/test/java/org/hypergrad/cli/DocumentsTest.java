package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.hypergrad.kernels.Dataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documents show works: every command is run, every piece of Java compiled and run, in a
 * folder with the files that they speak of: {@code train.svm} and {@code valid.svm} with two
 * classes, {@code digits.svm} with ten, and files of the names of MNIST's, with smaller digits.
 */
class DocumentsTest {

  /** The folder of the whole project, two levels above the folder that tests run in or in it. */
  private static final Path PROJECT = project();

  private static final Pattern BLOCK =
      Pattern.compile("```(\\w+)\\R(.*?)```", Pattern.DOTALL | Pattern.MULTILINE);

  /**
   * Commands of Maven, which this test cannot run inside Maven, and of the benchmarks' own tests.
   */
  private static final Pattern NOT_RUN_HERE =
      Pattern.compile("(\\w+=\\S+ )*(mvn|\\.ci/run|\\./hypergrad bench|java -jar|python3)\\b.*");

  @TempDir private Path folder;

  private static Path project() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("README.md")) ? here : here.getParent();
  }

  @BeforeEach
  void writeTheFilesThatDocumentsSpeakOf() throws IOException {
    Random random = new Random(4);
    for (String name : new String[] {"train.svm", "valid.svm"}) {
      StringBuilder text = new StringBuilder();
      for (int row = 0; row < 400; row++) {
        double margin = 0;
        StringBuilder features = new StringBuilder();
        for (int column = 1; column <= 10; column++) {
          double value = random.nextGaussian();
          margin += column <= 4 ? value : 0;
          features.append(' ').append(column).append(':').append(value);
        }
        boolean positive = margin + random.nextGaussian() > 0;
        text.append(positive ? "+1" : "-1").append(features).append('\n');
      }
      Files.writeString(folder.resolve(name), text);
    }
    Dataset digits = DemoData.DIGITS.readAllClasses();
    Files.writeString(folder.resolve("digits.svm"), LibSvmText.of(digits));
    for (String part : new String[] {"train", "t10k"}) {
      SmallImages.write(
          folder.resolve(part + "-images-idx3-ubyte"),
          folder.resolve(part + "-labels-idx1-ubyte"),
          digits);
    }
  }

  private static List<String> blocks(Path document, String language) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(document));
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        found.add(matcher.group(2));
      }
    }
    return found;
  }

  private static List<Path> documents() throws IOException {
    List<Path> all = new ArrayList<>(List.of(PROJECT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(all::add);
    }
    return all;
  }

  @Test
  void everyCommandWorks() throws Exception {
    int commands = 0;
    for (Path document : documents()) {
      for (String block : blocks(document, "sh")) {
        for (String line : block.lines().toList()) {
          String command = line.replaceFirst("\\s+#.*", "").strip();
          if (command.isEmpty() || NOT_RUN_HERE.matcher(command).matches()) {
            continue;
          }
          assertThat(command).as("a command in %s", document).startsWith("./hypergrad ");
          List<String> arguments = Arrays.asList(command.split("\\s+"));
          run(command, "org.hypergrad.cli.Main", arguments.subList(1, arguments.size()));
          commands++;
        }
      }
    }
    assertThat(commands).isGreaterThanOrEqualTo(6);
  }

  @Test
  void everyPieceOfJavaCompilesAndRuns() throws Exception {
    int pieces = 0;
    for (String block : blocks(PROJECT.resolve("README.md"), "java")) {
      String name = "Example" + pieces++;
      Path source = folder.resolve(name + ".java");
      Files.writeString(
          source,
          """
          import java.nio.file.Path;
          import java.util.Arrays;
          import org.hypergrad.datasets.*;
          import org.hypergrad.kernels.*;
          import org.hypergrad.solvers.*;

          class %s {
            public static void main(String[] arguments) throws Exception {
          %s
            }
          }
          """
              .formatted(name, block.indent(4)));
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      StringWriter messages = new StringWriter();
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  null,
                  null,
                  List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
                  null,
                  compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
      run(name, name, List.of());
    }
    assertThat(pieces).isEqualTo(2);
  }

  @Test
  void theCoordinatesAreTheProjects() throws Exception {
    String pom = Files.readString(PROJECT.resolve("pom.xml"));
    String readme = Files.readString(PROJECT.resolve("README.md"));
    Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(pom);
    assertThat(version.find()).isTrue();
    Matcher dependency =
        Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(readme);
    int found = 0;
    while (dependency.find()) {
      String module = dependency.group(1).replaceFirst("hypergrad-", "");
      assertThat(PROJECT.resolve(module).resolve("pom.xml")).exists();
      assertThat(dependency.group(2)).isEqualTo(version.group(1));
      found++;
    }
    assertThat(found).isEqualTo(3);
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(Files.readString(document));
      while (link.find()) {
        assertThat(document.resolveSibling(link.group(1))).as("a link in %s", document).exists();
      }
    }
  }

  private void run(String what, String mainClass, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-modules"))
        .forEach(command::add);
    command.add("-cp");
    command.add(System.getProperty("java.class.path") + java.io.File.pathSeparator + folder);
    command.add(mainClass);
    command.addAll(arguments);
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended).as("%s ended; it printed:%n%s", what, Files.readString(output)).isTrue();
    assertThat(process.exitValue())
        .as("exit code of %s; it printed:%n%s", what, Files.readString(output))
        .isZero();
  }
}
