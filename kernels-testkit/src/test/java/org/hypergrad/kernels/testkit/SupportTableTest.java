package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;

/** The table of who does what. */
class SupportTableTest {

  private static final List<Backend> SCALAR = List.of(new ScalarBackend());

  @Test
  void hasARowForEveryOperationAndAColumnForEveryBackend() {
    assertThat(SupportTable.markdown(SCALAR).lines())
        .hasSize(2 + Operation.values().length)
        .startsWith(
            "| operation | scalar, 2 classes | scalar, 3 or more |",
            "| --- | --- | --- |",
            "| loss | own (plain Java, one thread) | own (plain Java, one thread) |",
            "| gradient | own (plain Java, one thread) | own (plain Java, one thread) |");
  }

  @Test
  void replacesWhatIsBetweenTheMarkers() {
    String document = "a\n" + SupportTable.BEGIN + "\nold\n" + SupportTable.END + "\nb\n";
    String renewed = SupportTable.renew(document, SCALAR);
    assertThat(renewed)
        .isEqualTo(
            "a\n%s\n%s%s\nb\n"
                .formatted(SupportTable.BEGIN, SupportTable.markdown(SCALAR), SupportTable.END));
    assertThat(SupportTable.renew(renewed, SCALAR)).isEqualTo(renewed);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SupportTable.renew("no markers", SCALAR))
        .withMessage("the document has no <!-- support:begin --> … <!-- support:end -->");
  }
}
