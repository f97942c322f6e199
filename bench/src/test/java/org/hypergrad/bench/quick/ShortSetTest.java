package org.hypergrad.bench.quick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.hypergrad.bench.data.Source;
import org.junit.jupiter.api.Test;

class ShortSetTest {

  @Test
  void everyWorkIsVerifiedTimedAndPrinted() {
    List<String> said = new ArrayList<>();
    ShortSet set = new ShortSet(new Source(null, 200), 1 << 12, new Rounds(1000, 1000, 3));

    Table table = set.run(said::add);

    assertThat(said).contains("gradient imdb", "both, fused imdb", "SAGA update imdb, 64");
    String text = table.text();
    assertThat(text).startsWith("work").doesNotContain("NaN").doesNotContain("Infinity");
    assertThat(
            lines(
                text,
                "^SABA iteration, authors' steps +ijcnn1, 64 +simd +[0-9.,]+ +[0-9]+ % +[0-9.]+"))
        .isOne();
    assertThat(lines(text, "^gradient +imdb +simd .* liblinear, ")).isOne();
    assertThat(lines(text, "^gradient +dense +simd .* %")).isOne();
    assertThat(lines(text, "^triad")).isOne();
    assertThat(table.markdown().lines().count()).isEqualTo(lines(text, "\\S") + 1);
  }

  private static long lines(String text, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return text.lines().filter(line -> compiled.matcher(line).find()).count();
  }

  @Test
  void ratiosAreOfTheSameRound() {
    double[] slow = {10, 200, 10};
    double[] fast = {5, 100, 5};
    assertThat(Rounds.ratio(slow, fast)).isEqualTo(2);
    assertThat(Rounds.median(new double[] {3, 1, 2, 10})).isEqualTo(2.5);
  }
}
