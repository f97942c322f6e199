package org.hypergrad.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.datasets.Splits;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Selection;

/** Three solvers learn a strength of the penalty for every feature. */
final class StrengthsDemo {

  /** Few rows and many features: beyond this, weights would hardly be determined. */
  private static final double BOX = 6;

  private final DemoData data;
  private final Terminal terminal;

  StrengthsDemo(DemoData data, Terminal terminal) {
    this.data = data;
    this.terminal = terminal;
  }

  /** Runs, prints and writes files. */
  void run(Selection selection, OpenOptions options, OutputFolder files) throws IOException {
    Dataset all = data.read();
    List<Dataset> split =
        Splits.split(all, DemoRun.SEED, DemoRun.TEST_FRACTION, DemoRun.VALIDATION_FRACTION);
    Parts parts =
        Parts.of(split.get(2), split.get(1), split.get(0))
            .prepared(true, true)
            .shuffled(DemoRun.SEED);
    DemoRun.sayRows(parts, data.question(), terminal);
    RegularizationTask task =
        new RegularizationTask(
            parts, PenaltyLayout.of(PenaltyKind.FEATURE, parts.features(), parts.classes()), BOX);
    String svm = Word.of(data) + ".svm";
    try (OpenProblem open = task.open(selection, options)) {
      DemoRun demo = new DemoRun(open, options.threads());
      List<Conducted> runs = new ArrayList<>();
      for (SolverName name : SolverName.values()) {
        runs.add(demo.conduct(name, iterations(name), terminal));
      }
      DemoReport report = new DemoReport(data, open.choice(), runs);
      Map<String, String> texts = new LinkedHashMap<>();
      texts.put(svm, LibSvmText.of(all));
      texts.put(
          "report.html",
          report.html(task, demo.settings(data.question(), parts, Map.of("Box", "±" + BOX))));
      files.write(texts);
      terminal.out().print(report.table());
    }
    terminal.out().printf("%nreport   %s%n", files.file("report.html").toAbsolutePath());
    terminal
        .out()
        .printf(
            "try next %s --box %.0f --out %s%n",
            DemoRun.command(files.file(svm)), BOX, DemoRun.quoted(files.file("own")));
  }

  /** An iteration of sid takes some forty batches and a pass over the validation rows. */
  private static long iterations(SolverName name) {
    return switch (name) {
      case SOBA, SABA -> 100_000;
      case SID -> 4_000;
    };
  }
}
