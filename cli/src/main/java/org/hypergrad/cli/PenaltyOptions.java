package org.hypergrad.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which strengths of a penalty are learned. */
final class PenaltyOptions {

  @Option(
      names = "--penalty",
      paramLabel = "feature|one|class|group",
      converter = Word.OfPenalty.class,
      description =
          "A strength for every feature, one for all, one a class (of three or more), or one a named"
              + " group of features. (feature)")
  private @Nullable PenaltyKind kind;

  @Option(
      names = "--groups",
      paramLabel = "F",
      description =
          "With --penalty group: a group a line, its name, then features from 1 and ranges of them,"
              + " as in 'size 1-3 7'; every feature in exactly one.")
  private @Nullable Path groups;

  /**
   * Checks ranges, and that the options go together.
   *
   * @throws ParameterException if they do not
   */
  void check(CommandLine command) {
    if (kind == PenaltyKind.GROUP && groups == null) {
      throw new ParameterException(command, "--penalty group needs --groups F, the file of groups");
    }
    if (kind != PenaltyKind.GROUP && groups != null) {
      throw new ParameterException(command, "--groups needs --penalty group");
    }
  }

  /** Whether a penalty was asked for. */
  boolean isGiven() {
    return kind != null || groups != null;
  }

  /**
   * Which weights share a strength.
   *
   * @param data the file that the classes were found in
   */
  PenaltyLayout layout(int features, Classes classes, Path data) throws InputException {
    if (kind == PenaltyKind.CLASS && classes.count() == 2) {
      throw new InputException(
          data,
          "--penalty class needs three classes or more, here are %s: with two, the weights are of one class alone; give --penalty one"
              .formatted(classes.listed()));
    }
    if ((features + 1L) * classes.outputs() > Integer.MAX_VALUE) {
      throw new InputException(
          data,
          "%,d features for %,d classes are more weights than a vector holds"
              .formatted(features, classes.count()));
    }
    return groups == null
        ? PenaltyLayout.of(kind == null ? PenaltyKind.FEATURE : kind, features, classes)
        : new PenaltyLayout(
            PenaltyKind.GROUP, features, classes, GroupsFile.read(groups, features));
  }
}
