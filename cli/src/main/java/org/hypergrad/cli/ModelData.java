package org.hypergrad.cli;

import java.nio.file.Path;
import org.hypergrad.datasets.Idx;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Features;
import org.jspecify.annotations.Nullable;

/** Data brought into the form that a model's weights were made for. */
final class ModelData {

  private final Model model;
  private final Terminal terminal;

  ModelData(Model model, Terminal terminal) {
    this.model = model;
    this.terminal = terminal;
  }

  /** The rows to evaluate that options ask for, with labels of the model. */
  Parts parts(DataOptions options) throws InputException {
    Parts read = new DataReader(terminal, model.classes().labels()).rows(options);
    Path first = options.first();
    Path valid = options.valid();
    Parts.ImageSize images = read.images();
    if (images != null) {
      requireSize(first, images.height(), images.width());
    }
    if (read.training().columns() > model.features()) { // there is no strength for these
      throw new InputException(
          first,
          "has an index of %d, the model has %d features: it was made from other data"
              .formatted(read.training().columns(), model.features()));
    }
    Dataset test = read.test();
    return Parts.of(
        prepared(first, read.training()),
        prepared(valid == null ? first : valid, read.validation()),
        test == null ? null : prepared(options.testFile(), test));
  }

  /** Rows to predict, with any labels. */
  NewRows unlabelled(Path file) throws InputException {
    Dataset data = prepared(file, new DataReader(terminal).unlabelled("data", file));
    return new NewRows(data.features(), data.labels());
  }

  /** Images to predict, with labels of the model or without any. */
  NewRows images(Path images, @Nullable Path labels) throws InputException {
    DataReader reader = new DataReader(terminal);
    if (labels == null) {
      Idx.Unlabelled read = reader.unlabelledImages(images);
      requireSize(images, read.height(), read.width());
      return new NewRows(preprocessed(images, read.features()), null);
    }
    Idx.Images read = reader.images("images", images, labels, model.classes().labels());
    requireSize(images, read.height(), read.width());
    Dataset data = read.dataset();
    return new NewRows(preprocessed(images, data.features()), data.labels());
  }

  /** A pixel that is missing, or one more, moves all behind it: other than columns of LIBSVM. */
  private void requireSize(Path images, int height, int width) throws InputException {
    if (height * width != model.features()) {
      throw new InputException(
          images,
          "images of %d × %d pixels, which are %d features, the model has %d: it was made from other data"
              .formatted(height, width, height * width, model.features()));
    }
  }

  private Dataset prepared(Path file, Dataset data) throws InputException {
    if (data.columns() > model.features()) {
      terminal.say(
          "        %,d entries are of features that the model has never seen: their weight is zero"
              .formatted(Width.entriesBeyond(data.features(), model.features())));
    }
    Features features = Width.set(data, model.features()).features();
    return new Dataset(preprocessed(file, features), data.labels());
  }

  private Features preprocessed(Path file, Features features) throws InputException {
    try {
      return model.preprocessing().apply(features);
    } catch (IllegalArgumentException e) { // scaled beyond the largest double
      throw new InputException(file, "does not fit the model's scaling: " + e.getMessage());
    }
  }
}
