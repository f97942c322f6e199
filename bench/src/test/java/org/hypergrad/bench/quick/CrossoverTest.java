package org.hypergrad.bench.quick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.hypergrad.bench.peers.Peer;
import org.junit.jupiter.api.Test;

class CrossoverTest {

  @Test
  void everyShapeIsVerifiedAndTimed() {
    assumeTrue(Peer.nativeLibrary() != null, "no native BLAS was found");
    List<String> said = new ArrayList<>();

    String table = new Crossover(new Rounds(1000, 1000, 3), 30_000).run(said::add);

    assertThat(said).hasSize(8).contains("3 classes, 54 columns", "100 classes, 784 columns");
    assertThat(table.lines().skip(2))
        .hasSize(8)
        .allMatch(
            line -> line.matches("\\| \\d+ \\| \\d+ (\\| [0-9,]+ \\| [0-9,]+ \\| [0-9.]+ ){2}\\|"));
  }
}
