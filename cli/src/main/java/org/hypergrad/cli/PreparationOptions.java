package org.hypergrad.cli;

import picocli.CommandLine.Option;

/** What is done to features before they are learned from; a model keeps it. */
final class PreparationOptions {

  @Option(
      names = "--standardize",
      description =
          "Bring every feature to unit variance, fitted on the training rows. Where an eighth of"
              + " the entries or more is not zero, features are centred as well; sparser data are"
              + " only scaled, so that they stay sparse.")
  private boolean standardize;

  @Option(names = "--intercept", description = "Add an intercept, which is not penalised.")
  private boolean intercept;

  boolean standardize() {
    return standardize;
  }

  boolean intercept() {
    return intercept;
  }
}
