package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a run. A run that diverged has failed: where the results of an earlier run lie, its
 * own go to a folder {@code diverged} beside them.
 */
final class RunFiles {

  private static final String RESULT = "result.json";

  private final OutputFolder folder;

  RunFiles(OutputFolder folder) {
    this.folder = folder;
  }

  /**
   * Writes all files, the result last; where to.
   *
   * @param made how the model was made
   * @param settings how the run was made, for the report
   */
  Path write(
      Conducted run,
      Map<String, @Nullable Object> result,
      Learned learned,
      Map<String, Object> made,
      Map<String, String> settings)
      throws IOException {
    OutputFolder target =
        run.divergence() != null && folder.has(RESULT) ? folder.inside("diverged") : folder;
    Map<String, String> files = new LinkedHashMap<>();
    files.put("trace.csv", Result.trace(run.outcome()));
    files.put("model.json", JsonOutput.text(ModelFile.content(learned.model(made))));
    files.putAll(learned.files());
    files.put("report.html", SolveReport.html(run, learned, settings));
    files.put(RESULT, JsonOutput.text(result));
    target.write(files);
    return target.file(RESULT);
  }
}
