package org.hypergrad.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run learned, in the terms of its kind of problem: what results and reports add to it. */
interface Learned {

  /** One sentence under the title of the report. */
  String subtitle();

  /** Adds the section that shows what was learned. */
  void addTo(ReportPage page);

  /** Numbers to show in large letters, behind those that every run has. */
  List<ReportPage.Card> cards();

  /** Settings of this kind of problem, for the report. */
  Map<String, String> settings();

  /** Lines of the summary, behind those that every run has. */
  Map<String, String> summary();

  /** Fields of {@code result.json}, behind those that every run has. */
  Map<String, @Nullable Object> results();

  /** Files beside those that every run has, by name. */
  Map<String, String> files();

  /**
   * What can be applied to new data.
   *
   * @param made how it was made, for people
   */
  Model model(Map<String, Object> made);
}
