package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;

/** The table of times. */
class SpeedTableTest {

  private static final Pattern LINE =
      Pattern.compile("\\| .+ \\| .+, \\d+ × \\d+ \\| \\d+\\.\\d\\d \\| \\d+\\.\\d\\d \\|");

  @Test
  void hasALineForEveryCallOnEveryKindOfData() {
    List<String> lines =
        SpeedTable.markdown(new ScalarBackend(), OpenOptions.defaults(), Duration.ofNanos(1))
            .lines()
            .toList();
    assertThat(lines).startsWith("| call | data | µs | × scalar |");
    assertThat(lines.subList(2, lines.size()))
        .hasSizeGreaterThanOrEqualTo(4 * Operation.values().length)
        .allSatisfy(line -> assertThat(line).matches(LINE));
  }

  @Test
  void everyOperationIsCalled() {
    KernelProblem problem = KernelProblem.of("small", 5, 2, (i, j, random) -> 1);
    Subject subject = new Subject(new ScalarBackend(), OpenOptions.defaults());
    EnumSet<Operation> called = EnumSet.noneOf(Operation.class);
    try (PreparedCalls calls =
        new PreparedCalls(subject, problem, problem.in(Storage.DENSE_DOUBLE))) {
      for (PreparedCalls.Call call : calls.all()) {
        called.add(call.operation());
        call.body().run();
      }
    }
    assertThat(called).isEqualTo(EnumSet.allOf(Operation.class));
  }
}
