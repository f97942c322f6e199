package org.hypergrad.kernels.cuda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hypergrad.kernels.BackendRefusedException;

/**
 * JCuda's own libraries. It unpacks them to fixed names in the folder of temporary files and takes
 * what lies there, whoever put it there; so it is shown a folder that only this user can enter,
 * with the library in it, which is removed once it is loaded.
 */
final class JcudaNatives {

  private static final String FOLDER = "java.io.tmpdir";

  private JcudaNatives() {}

  /**
   * Has a class of JCuda load its library, if it has not yet.
   *
   * @throws BackendRefusedException if it cannot, with the reason
   */
  static synchronized void load(String library, String type) {
    String name = "lib%s-12.6.0-linux-x86_64.so".formatted(library);
    try (InputStream content = JcudaNatives.class.getResourceAsStream("/lib/" + name)) {
      if (content == null) {
        throw new BackendRefusedException(
            "JCuda's own library is missing: add org.jcuda:jcuda-natives:12.6.0 with the classifier"
                + " linux-x86_64 to the class path");
      }
      // Java remembers its folder when it first makes a file, which must not be while ours is shown
      Files.delete(File.createTempFile("hypergrad-cuda", null).toPath());
      Path folder = Files.createTempDirectory("hypergrad-cuda"); // its owner's alone
      Path unpacked = folder.resolve(name);
      try {
        Files.copy(content, unpacked);
        initialize(type, folder);
      } finally {
        Files.deleteIfExists(unpacked);
        Files.delete(folder);
      }
    } catch (IOException failure) {
      throw new BackendRefusedException(
          "JCuda's own library cannot be unpacked, let -D%s name a folder with room: %s"
              .formatted(FOLDER, failure));
    }
  }

  private static void initialize(String type, Path folder) {
    String before = System.getProperty(FOLDER);
    System.setProperty(FOLDER, folder.toString());
    try {
      Class.forName(type, true, JcudaNatives.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError broken) {
      throw new BackendRefusedException(
          "JCuda's own library cannot be loaded, fetch its jars anew and let %s, %s, allow programs"
                  .formatted(FOLDER, before)
              + " to run: "
              + broken.getMessage());
    } finally {
      System.setProperty(FOLDER, before);
    }
  }
}
