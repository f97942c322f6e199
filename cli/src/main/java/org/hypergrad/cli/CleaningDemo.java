package org.hypergrad.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.datasets.Splits;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Selection;

/** Wrong labels are planted among images of digits, and found. */
final class CleaningDemo {

  private static final String QUESTION =
      "Which labels are wrong? 1,797 images of handwritten digits, of 8 × 8 blocks"
          + " (E. Alpaydin, C. Kaynak, 1998; UCI, CC BY 4.0), a part of the training labels replaced by"
          + " random ones.";

  private static final double CORRUPT = 0.3;
  private static final double BOX = 12;
  private static final long ITERATIONS = 4_000;
  private static final Parts.ImageSize SIZE = new Parts.ImageSize(8, 8);

  private final Terminal terminal;

  CleaningDemo(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs, prints and writes files. */
  void run(Selection selection, OpenOptions options, OutputFolder files) throws IOException {
    Dataset all = DemoData.DIGITS.readAllClasses();
    List<int[]> rows =
        Splits.rows(all.rows(), DemoRun.SEED, DemoRun.TEST_FRACTION, DemoRun.VALIDATION_FRACTION);
    Parts read =
        Parts.of(
            all.selectRows(rows.get(2)),
            all.selectRows(rows.get(1)),
            all.selectRows(rows.get(0)),
            rows.get(2),
            SIZE);
    DemoRun.sayRows(read, QUESTION, terminal);
    Parts parts =
        CleaningTask.planted(read, CORRUPT, DemoRun.SEED, terminal)
            .prepared(true, true)
            .shuffled(DemoRun.SEED);
    CleaningTask task = new CleaningTask(parts, TrainingRows.of(read, true), BOX);
    try (OpenProblem open = task.open(selection, options)) {
      DemoRun demo = new DemoRun(open, options.threads());
      Conducted run = demo.conduct(SolverName.SABA, ITERATIONS, terminal);
      LearnedWeights learned = task.learned(open, run, demo.start());
      Map<String, String> texts = new LinkedHashMap<>(learned.files());
      texts.put("digits.svm", LibSvmText.of(all));
      texts.put(
          "report.html",
          SolveReport.html(run, learned, demo.settings(QUESTION, parts, learned.settings())));
      files.write(texts);
      terminal.out().print(new Summary(run, learned, open.choice(), DemoRun.SEED).text());
    }
    terminal.out().printf("%nreport   %s%n", files.file("report.html").toAbsolutePath());
    terminal.out().printf("suspects %s%n", files.file("suspects.csv").toAbsolutePath());
    terminal
        .out()
        .printf(
            "try next %s --problem cleaning --corrupt %s --out %s%n",
            DemoRun.command(files.file("digits.svm")), CORRUPT, DemoRun.quoted(files.file("own")));
  }
}
