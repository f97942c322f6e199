package org.hypergrad.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.hypergrad.kernels.Dataset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LookAlikeTest {

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NEWS_BIGRAM", "DENSE"})
  void hasTheShapeOfTheRealFile(DataName name) {
    Dataset data = new Source(null, 1).training(name);
    assertThat(data.rows()).isEqualTo(name.rows());
    assertThat(data.columns()).isEqualTo(name.columns());
    assertThat(data.features().storedEntries()).isEqualTo(name.entries());
    assertThat(data.labels().classes()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void isSmallerForTests(DataName name) {
    Source.Parts parts = new Source(null, 100).parts(name);
    assertThat(parts.training().rows()).isEqualTo(name.rows() / 100);
    assertThat(parts.validation().columns()).isEqualTo(parts.training().columns());
    assertThat(DataName.of(name.label())).isEqualTo(name);
  }
}
