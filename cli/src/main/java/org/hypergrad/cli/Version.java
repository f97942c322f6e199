package org.hypergrad.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which version this is, as Maven wrote it into the jar. */
final class Version implements IVersionProvider {

  private static final String PROPERTIES =
      "/META-INF/maven/org.hypergrad/hypergrad-cli/pom.properties";

  /** The version number, or {@code development} where classes were never packed into a jar. */
  static String number() {
    try (InputStream stream = Version.class.getResourceAsStream(PROPERTIES)) {
      if (stream == null) {
        return "development";
      }
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      return "of unknown version (" + e.getMessage() + ")";
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "hypergrad %s (Java %s, %s %s)"
          .formatted(
              number(),
              Runtime.version(),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }
}
