package org.hypergrad.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the process ends with; the launcher adds 3 (no JDK, or the build failed). */
final class ExitCode {

  static final int OK = 0;

  /** Anything that is not the caller's fault, divergence included. */
  static final int FAILED = 1;

  /** Options that are unknown, missing, out of range or contradictory. */
  static final int USAGE = 2;

  /** A data, model, start, group or checkpoint file is missing, damaged or does not fit. */
  static final int BAD_DATA = 65;

  private ExitCode() {}

  /** What they mean, for the help of every command. */
  static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    meanings.put("0", "done");
    meanings.put(
        "1", "failed: a run diverged, a file cannot be written, no backend can open the data");
    meanings.put("2", "wrong usage");
    meanings.put("3", "no JDK that is new enough, or the build failed (from the launcher)");
    meanings.put(
        "65", "a data, model, start, group or checkpoint file is missing, damaged or does not fit");
    meanings.put(
        "130, 143",
        "stopped by Ctrl-C or a signal; solve leaves a checkpoint and a partial result");
    return meanings;
  }
}
