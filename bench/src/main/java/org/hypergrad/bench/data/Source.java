package org.hypergrad.bench.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.hypergrad.datasets.LibSvm;
import org.hypergrad.kernels.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Where data comes from: real files, or a generator.
 *
 * @param folder of the real files, or null to generate all
 * @param divisor by which rows and width of what is generated are divided: above 1 for tests
 */
public record Source(@Nullable Path folder, int divisor) {

  private static final String VARIABLE = "HYPERGRAD_DATA";

  /** Training and validation rows of the same width, under the same labels. */
  public record Parts(Dataset training, Dataset validation) {}

  /** Real files if the environment says where they are, else look-alikes of full size. */
  public static Source ofEnvironment() {
    String folder = System.getenv(VARIABLE);
    return new Source(folder == null || folder.isBlank() ? null : Path.of(folder), 1);
  }

  /** Where it comes from, for people. */
  public String describe() {
    return folder != null
        ? "real files (%s); dense is generated".formatted(VARIABLE)
        : "generated look-alikes (set %s for real files)".formatted(VARIABLE);
  }

  /** The training rows of a data set. */
  public Dataset training(DataName name) {
    return folder == null || name.isDense()
        ? LookAlike.training(name, divisor)
        : read(folder, name, name.training(), null);
  }

  /** Both parts of a data set. */
  public Parts parts(DataName name) {
    Dataset training = training(name);
    if (name.hasOneFile()) {
      return new Parts(training, training);
    }
    return new Parts(
        training,
        folder == null
            ? LookAlike.validation(name, divisor)
            : read(folder, name, name.validation(), training.labels().map()));
  }

  private static Dataset read(Path folder, DataName name, String file, double @Nullable [] labels) {
    LibSvm.Options options = LibSvm.options().columns(name.columns());
    Path path = folder.resolve(name.label()).resolve(file);
    try {
      return (labels == null ? options : options.labels(labels)).read(path).dataset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
