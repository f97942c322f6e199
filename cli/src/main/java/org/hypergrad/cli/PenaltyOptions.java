package org.hypergrad.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is learned: strengths of a penalty, in a box. */
final class PenaltyOptions {

  @Option(
      names = "--penalty",
      paramLabel = "feature|one|group",
      converter = Word.OfPenalty.class,
      description = "A strength for every feature, one for all, or one a named group. (feature)")
  private PenaltyKind kind = PenaltyKind.FEATURE;

  @Option(
      names = "--groups",
      paramLabel = "F",
      description =
          "With --penalty group: a group a line, its name, then features from 1 and ranges of them,"
              + " as in 'size 1-3 7'; every feature in exactly one.")
  private @Nullable Path groups;

  @Option(
      names = "--box",
      paramLabel = "B",
      description = "Keep the logarithm x of every strength in [-B, B]. (12)")
  private double box = 12;

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
    if (!(box > 0 && Double.isFinite(box))) {
      throw new ParameterException(command, "--box must be finite and above 0, it is " + box);
    }
  }

  /** Which features share a strength. */
  PenaltyLayout layout(int features) throws InputException {
    return groups == null ? PenaltyLayout.of(kind, features) : GroupsFile.read(groups, features);
  }

  double box() {
    return box;
  }
}
