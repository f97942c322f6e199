package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hypergrad.kernels.providers.ProviderLoader;
import org.hypergrad.kernels.providers.Providers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opening: the first backend that can, the reasons of those that cannot, and who says so. */
class SelectionTest {

  private static final Dataset DATA =
      new Dataset(DenseFeatures.copyOf(new double[][] {{1, 2, 3}, {4, 5, 6}}), Labels.of(0, 1));

  private static final String EVERY_REASON =
      "declines: not for 3 columns; "
          + "supports-throws: IllegalStateException: no table; "
          + "open-refuses: needs 3 GiB, 2 are free; "
          + "open-unsatisfied: UnsatisfiedLinkError: no blas in java.library.path; "
          + "open-illegal-state: IllegalStateException: the context is gone"
          + " ← RuntimeException: reset; "
          + "open-null: it opened nothing";

  @TempDir Path folder;

  private Backends backends;
  private final Logger logger = Logger.getLogger("org.hypergrad.kernels");
  private final List<String> said = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          said.add(entry.getLevel() + " " + entry.getParameters()[0]);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void discover() throws IOException {
    List<String> types = new ArrayList<>();
    for (Class<?> type :
        List.of(
            Providers.Declines.class,
            Providers.SupportsThrows.class,
            Providers.OpenRefuses.class,
            Providers.OpenUnsatisfied.class,
            Providers.OpenIllegalState.class,
            Providers.OpenNull.class,
            Providers.BilevelNull.class,
            Providers.ProbeRefuses.class,
            Providers.Healthy.class)) {
      types.add(type.getName());
    }
    ProviderLoader loader = new ProviderLoader(folder, String.join("\n", types));
    backends = Backends.discover(ServiceLoader.load(Backend.class, loader));
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.ALL);
  }

  @AfterEach
  void forgetHandler() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "declines           | not for 3 columns",
        "supports-throws    | IllegalStateException: no table",
        "open-refuses       | needs 3 GiB, 2 are free",
        "open-unsatisfied   | UnsatisfiedLinkError: no blas in java.library.path",
        "open-illegal-state | IllegalStateException: the context is gone ← RuntimeException: reset",
        "open-null          | it opened nothing"
      })
  void oneNameFailsWithItsReason(String name, String reason) {
    String message = "no backend for '%s' (asked for): %s: %s".formatted(name, name, reason);
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backends.choose(name).logistic(DATA))
        .withMessage(message);
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() ->
            backends.choose(name).bilevel(DATA, DATA, Penalty.uniform(3), OpenOptions.defaults()))
        .withMessage(message);
    assertThat(said).isEmpty();
  }

  @Test
  void anOrderOfPreferenceFallsBackAndSaysSoOnce() {
    String order =
        "declines,supports-throws,probe-refuses,open-refuses,open-unsatisfied,"
            + "open-illegal-state,open-null,healthy";
    Selection selection = backends.choose(order);
    String choice =
        "healthy ("
            + order
            + ", asked for; passed over probe-refuses: libcuda.so.1 is missing: install a driver; "
            + EVERY_REASON
            + ")";
    for (int opening = 0; opening < 3; opening++) {
      try (LogisticKernels kernels = selection.logistic(DATA)) {
        assertThat(kernels.choice()).hasToString(choice);
        assertThat(kernels).hasToString(choice + "[2 × 3]");
      }
    }
    assertThat(said).containsExactly("WARNING " + choice);
  }

  @Test
  void anOrderThatNobodySatisfiesFailsWithEveryReason() {
    String order =
        "declines,supports-throws,open-refuses,open-unsatisfied,open-illegal-state,open-null";
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backends.choose(order).logistic(DATA))
        .withMessage("no backend for '" + order + "' (asked for): " + EVERY_REASON);
    assertThat(said).isEmpty();
  }

  @Test
  void autoGoesOnWithoutAWarning() {
    try (BilevelKernels kernels =
        backends
            .choose((String) null, null)
            .bilevel(DATA, DATA, Penalty.uniform(3), OpenOptions.defaults())) {
      Choice choice = kernels.inner().choice();
      assertThat(choice.backend()).isEqualTo("healthy");
      assertThat(choice.why())
          .isEqualTo(
              "auto; passed over probe-refuses: libcuda.so.1 is missing: install a driver; "
                  + EVERY_REASON
                  + "; bilevel-null: it opened nothing");
      assertThat(kernels.outer().choice()).isEqualTo(choice);
    }
    assertThat(said).isEmpty();
  }

  /** A rank that depends on the shape decides for every dataset anew, and for auto alone. */
  @Test
  void autoFollowsTheRanksForTheShape() {
    Backend wide =
        new Providers.Sound("wide", 1) {
          @Override
          public int rank(Shape shape) {
            return shape.columns() > 2 ? 3 : rank();
          }
        };
    List<Backend> candidates = List.of(new Providers.Sound("plain", 2) {}, wide);
    List<Selection.Refused> refused =
        List.of(new Selection.Refused("a: no", 0), new Selection.Refused("b: no", 2));
    Dataset narrow = new Dataset(DenseFeatures.copyOf(new double[][] {{1}, {4}}), Labels.of(0, 1));
    Selection auto = new Selection("auto", "default", candidates, refused);
    assertThat(auto.logistic(narrow).choice()).hasToString("plain (auto; passed over a: no)");
    assertThat(auto.logistic(DATA).choice()).hasToString("wide (auto; passed over a: no)");
    Selection order = new Selection("plain,wide", "asked for", candidates, List.of());
    assertThat(order.logistic(DATA).choice()).hasToString("plain (plain,wide, asked for)");
    assertThat(said).isEmpty();
  }

  /** Who has no rank for a shape is not taken for it by auto, whatever becomes of the others. */
  @Test
  void autoLeavesOutWhoHasNoRank() {
    Backend large =
        new Providers.Sound("large", -1) {
          @Override
          public int rank(Shape shape) {
            return shape.columns() > 2 ? 3 : rank();
          }
        };
    List<Backend> candidates = List.of(new Providers.OpenRefuses(), large);
    List<Selection.Refused> refused = List.of(new Selection.Refused("a: no", 0));
    Dataset narrow = new Dataset(DenseFeatures.copyOf(new double[][] {{1}, {4}}), Labels.of(0, 1));
    Selection auto = new Selection("auto", "default", candidates, refused);
    assertThat(auto.logistic(DATA).choice())
        .hasToString("large (auto; passed over open-refuses: needs 3 GiB, 2 are free)");
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> auto.logistic(narrow))
        .withMessage(
            "no backend for 'auto' (default): a: no; open-refuses: needs 3 GiB, 2 are free");
    Selection order = new Selection("large", "asked for", candidates.subList(1, 2), List.of());
    assertThat(order.logistic(narrow).choice()).hasToString("large (large, asked for)");
  }

  /** Whose device fails in the middle of the work is left out of the next try, with the reason. */
  @Test
  void goesOnWithoutWhoFailed() {
    Selection auto = backends.choose("healthy,open-refuses");
    assertThat(auto.without("healthy", "lost").orElseThrow().first()).isEqualTo("open-refuses");
    Selection order = backends.choose("declines,healthy").without("declines", "lost").orElseThrow();
    try (LogisticKernels kernels = order.logistic(DATA)) {
      assertThat(kernels.choice())
          .hasToString("healthy (declines,healthy, asked for; passed over declines: lost)");
    }
    assertThat(backends.choose("healthy").without("healthy", "lost")).isEmpty();
  }

  @Test
  void theFirstPreferenceIsTakenWithoutAWarning() {
    try (LogisticKernels kernels = backends.choose("healthy,declines").logistic(DATA)) {
      assertThat(kernels.choice()).hasToString("healthy (healthy,declines, asked for)");
    }
    assertThat(said).isEmpty();
  }

  @Test
  void optionsReachTheBackend() {
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backends.choose("healthy").logistic(DATA, new OpenOptions(2)))
        .withMessage(
            "no backend for 'healthy' (asked for): healthy: it computes on one thread, not on 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OpenOptions(0))
        .withMessage("0 threads");
  }

  /** The caller's mistakes are not reasons to try another backend. */
  @Test
  void mistakesOfTheCallerAreNoRefusals() {
    Selection selection = backends.choose("healthy");
    Dataset oneClass = new Dataset(DATA.features(), Labels.of(1, 1));
    Dataset threeClasses =
        new Dataset(DATA.features(), Labels.of(new double[] {0, 1}, new double[] {0, 1, 2}));
    String message = "logistic regression needs at least 2 classes, the data has 1";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> selection.logistic(oneClass))
        .withMessage(message);
    OpenOptions options = OpenOptions.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> selection.bilevel(DATA, oneClass, Penalty.uniform(3), options))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> selection.bilevel(DATA, threeClasses, Penalty.uniform(3), options))
        .withMessage("inner rows have 2 classes, outer rows 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> selection.bilevel(DATA, DATA, Penalty.uniform(2), options))
        .withMessage("inner rows have 3 parameters, outer rows 3, the penalty 2");
  }

  /** When the two handles cannot be joined, neither stays open. */
  @Test
  void whatWasOpenedIsClosedWhenTheRestFails() {
    List<LogisticKernels> opened = new ArrayList<>();
    Backend backend =
        new Providers.Sound("half", 1) {
          @Override
          public LogisticKernels logistic(Dataset data, OpenOptions options) {
            if (opened.size() == 3) {
              throw new IllegalStateException("the card is full");
            }
            opened.add(super.logistic(data, options));
            return opened.get(opened.size() - 1);
          }

          @Override
          public BilevelKernels bilevel(
              LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
            throw new BackendRefusedException("they do not fit together");
          }
        };
    Selection selection = new Selection("half", "asked for", List.of(backend), List.of());
    for (String reason :
        List.of("they do not fit together", "IllegalStateException: the card is full")) {
      assertThatExceptionOfType(BackendRefusedException.class)
          .isThrownBy(
              () -> selection.bilevel(DATA, DATA, Penalty.uniform(3), OpenOptions.defaults()))
          .withMessage("no backend for 'half' (asked for): half: " + reason);
    }
    assertThat(opened).hasSize(3);
    for (LogisticKernels kernels : opened) {
      assertThatThrownBy(() -> kernels.loss(new double[3]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the kernels are closed");
    }
  }
}
