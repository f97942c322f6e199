package org.hypergrad.kernels.cuda;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jcuda.driver.JCudaDriver;
import org.hypergrad.kernels.testkit.ChildJvm;
import org.hypergrad.kernels.testkit.SelectionReport;

/** A child JVM with this backend. */
final class ChildReport {

  static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private static final String LIBRARY = "/lib/libJCudaDriver-12.6.0-linux-x86_64.so";

  private ChildReport() {}

  /** The option that puts JCuda's natives on the class path: their jar has no class to name. */
  static String natives() {
    try {
      URL library = ChildReport.class.getResource(LIBRARY);
      JarURLConnection jar = (JarURLConnection) library.openConnection();
      return "-Xbootclasspath/a:" + new File(jar.getJarFileURL().getPath());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  /** What a main class prints with these options and with JCuda's natives. */
  static String run(Class<?> main, Map<String, String> environment, String... arguments) {
    return ChildJvm.with(CudaBackend.class, JCudaDriver.class, main)
        .run(main, List.of(NATIVE_ACCESS, natives()), environment, arguments);
  }

  /** What is selected, and every refusal, with exactly these options. */
  static List<String> report(
      List<String> options, Map<String, String> environment, String... requests) {
    List<String> all = new ArrayList<>(options);
    return ChildJvm.with(CudaBackend.class, JCudaDriver.class)
        .run(SelectionReport.class, all, environment, requests)
        .lines()
        .toList();
  }
}
