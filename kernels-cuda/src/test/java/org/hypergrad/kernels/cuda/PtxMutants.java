package org.hypergrad.kernels.cuda;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A module of kernels that is spoilt in one line, to see that it is noticed: the backend is loaded
 * anew with the spoilt text in place of its own, and a course run on it.
 */
final class PtxMutants {

  /** Barriers of a block or a warp, and atomic operations. */
  private static final Pattern ORDERED =
      Pattern.compile("\\s*(bar\\.sync|bar\\.warp\\.sync|barrier|atom\\.|red\\.).*");

  private static final int SEEDS = 10;

  private PtxMutants() {}

  /** The numbers of lines that keep threads in order, from 0. */
  static List<Integer> orderedLines(String module) throws IOException {
    List<String> lines = text(module).lines().toList();
    List<Integer> found = new ArrayList<>();
    for (int k = 0; k < lines.size(); k++) {
      if (ORDERED.matcher(lines.get(k)).matches()) {
        found.add(k);
      }
    }
    return found;
  }

  private static String text(String module) throws IOException {
    try (InputStream content = CudaDevice.class.getResourceAsStream(module + ".ptx")) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Whether a course fails, or the driver finds something wrong, without a line, under any seed.
   */
  static boolean isNoticed(String module, int line, Class<? extends Runnable> course)
      throws IOException, ReflectiveOperationException {
    List<String> lines = new ArrayList<>(text(module).lines().toList());
    lines.set(line, ""); // an empty one, so that lines keep their numbers
    String spoilt = String.join("\n", lines);
    for (int seed = 1; seed <= SEEDS; seed++) {
      if (fails(module, spoilt, course, seed)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a course fails with a text in place of a module's. */
  static boolean fails(String module, String text, Class<? extends Runnable> course, long seed)
      throws ReflectiveOperationException {
    long before = diagnoses();
    FakeCuda.seed(seed);
    Runnable run =
        new Spoilt(module, text)
            .loadClass(course.getName())
            .asSubclass(Runnable.class)
            .getDeclaredConstructor()
            .newInstance();
    try {
      run.run();
    } catch (AssertionError | IllegalStateException noticed) {
      return true;
    }
    return diagnoses() > before;
  }

  /** But for leaks: what a run before lost with its context is said to leak in every later one. */
  private static long diagnoses() {
    return FakeCuda.diagnoses().stream().filter(found -> !found.startsWith("leak:")).count();
  }

  /** This package's classes once more, with one resource replaced. */
  private static final class Spoilt extends ClassLoader {
    private final String resource;
    private final String text;

    Spoilt(String module, String text) {
      super(PtxMutants.class.getClassLoader());
      resource = CudaDevice.class.getPackageName().replace('.', '/') + "/" + module + ".ptx";
      this.text = text;
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      return name.equals(resource)
          ? new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))
          : super.getResourceAsStream(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(CudaDevice.class.getPackageName() + ".")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : defineAnew(name);
      }
    }

    private Class<?> defineAnew(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream content = super.getResourceAsStream(file)) {
        if (content == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = content.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException failure) {
        throw new ClassNotFoundException(name, failure);
      }
    }
  }
}
