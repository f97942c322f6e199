package org.hypergrad.cli;

import java.nio.file.Path;
import org.hypergrad.kernels.Dataset;

/** Data brought into the form that a model's weights were made for. */
final class ModelData {

  private final Model model;
  private final Terminal terminal;

  ModelData(Model model, Terminal terminal) {
    this.model = model;
    this.terminal = terminal;
  }

  /** Training rows, which cannot have a feature that the model lacks a strength for. */
  Dataset training(Path file) throws InputException {
    Dataset data = new DataReader(terminal).labelled("train", file, model.classes().labels());
    if (data.columns() > model.features()) {
      throw new InputException(
          file,
          "has an index of %d, the model has %d features: it was made from other data"
              .formatted(data.columns(), model.features()));
    }
    return prepared(file, data);
  }

  /** Rows with the labels of the model. */
  Dataset labelled(String role, Path file) throws InputException {
    return prepared(file, new DataReader(terminal).labelled(role, file, model.classes().labels()));
  }

  /** Rows with any labels, which are kept. */
  Dataset unlabelled(Path file) throws InputException {
    return prepared(file, new DataReader(terminal).unlabelled("data", file));
  }

  private Dataset prepared(Path file, Dataset data) throws InputException {
    if (data.columns() > model.features()) {
      terminal.say(
          "        %,d entries are of features that the model has never seen: their weight is zero"
              .formatted(Width.entriesBeyond(data.features(), model.features())));
    }
    try {
      return model.preprocessing().apply(Width.set(data, model.features()));
    } catch (IllegalArgumentException e) { // scaled beyond the largest double
      throw new InputException(file, "does not fit the model's scaling: " + e.getMessage());
    }
  }
}
