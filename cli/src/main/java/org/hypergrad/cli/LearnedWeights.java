package org.hypergrad.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.solvers.CleaningQuality;
import org.hypergrad.solvers.DataCleaning;
import org.jspecify.annotations.Nullable;

/**
 * What data cleaning learned: the weight of every training row.
 *
 * @param task that was solved
 * @param suspects what the weights say
 * @param theta weights of the model, exactly refitted
 */
record LearnedWeights(CleaningTask task, Suspects suspects, double[] theta) implements Learned {

  @Override
  public String subtitle() {
    return "A weight for every training row, learned on validation rows by following the exact gradient"
        + " of their loss: rows whose labels are wrong lose theirs.";
  }

  @Override
  public void addTo(ReportPage page) {
    new SuspectPictures(suspects, task.rows()).addTo(page);
  }

  @Override
  public List<ReportPage.Card> cards() {
    ReportPage.Card found =
        new ReportPage.Card(
            "Suspects",
            "%,d".formatted(suspects.count()),
            "of %,d training rows".formatted(suspects.rows().size()));
    CleaningQuality quality = suspects.quality();
    return quality == null
        ? List.of(found)
        : List.of(
            found,
            new ReportPage.Card(
                "Wrong labels found (F1)",
                "%.3f".formatted(quality.f1()),
                "precision %.3f, recall %.3f".formatted(quality.precision(), quality.recall())));
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("Penalty", DataCleaning.DEFAULT_STRENGTH + " ‖z‖², fixed");
    settings.put("Suspects", Suspects.RULE);
    settings.put("Box", "±" + task.box());
    return settings;
  }

  @Override
  public Map<String, String> summary() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put(
        "suspects",
        "%,d of %,d training rows (%s)"
            .formatted(suspects.count(), suspects.rows().size(), Suspects.RULE));
    CleaningQuality quality = suspects.quality();
    if (quality != null) {
      lines.put(
          "wrong labels",
          "%,d planted, %,d found: precision %.3f, recall %.3f, F1 %.3f"
              .formatted(
                  quality.wrong(),
                  quality.found(),
                  quality.precision(),
                  quality.recall(),
                  quality.f1()));
    }
    return lines;
  }

  @Override
  public Map<String, @Nullable Object> results() {
    Map<String, @Nullable Object> results = new LinkedHashMap<>();
    results.put("suspects", suspects.count());
    results.put("suspect_rule", Suspects.RULE);
    CleaningQuality quality = suspects.quality();
    results.put("wrong_labels", quality == null ? null : quality.wrong());
    results.put(
        "cleaning_precision", quality == null ? null : JsonOutput.finite(quality.precision()));
    results.put("cleaning_recall", quality == null ? null : JsonOutput.finite(quality.recall()));
    results.put("cleaning_f1", quality == null ? null : JsonOutput.finite(quality.f1()));
    return results;
  }

  @Override
  public Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("suspects.csv", suspects.csv(suspects.sorted()));
    files.put("weights.csv", suspects.csv(suspects.rows()));
    return files;
  }

  @Override
  public Model model(Map<String, Object> made) {
    return new Model(
        task.parts().classes(),
        task.parts().features(),
        task.parts().preprocessing(),
        theta,
        null,
        made);
  }
}
