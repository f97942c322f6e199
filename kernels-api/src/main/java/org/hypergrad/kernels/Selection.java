package org.hypergrad.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The backends to try for a problem, in order. Made by {@link Backends}; each opening takes the
 * first that can do the work, and the opened kernels say which and why ({@link
 * LogisticKernels#choice}). Thread-safe.
 */
public final class Selection {

  /** The request for all backends, by rank. */
  static final String AUTO = "auto";

  /** A backend that cannot run, with how many that can come before it. */
  record Refused(String reason, int candidatesBefore) {}

  private static final System.Logger LOG = System.getLogger("org.hypergrad.kernels");

  private final String asked;
  private final String source;
  private final List<Backend> candidates;
  private final List<Refused> refusals;
  private boolean said;

  Selection(String asked, String source, List<Backend> candidates, List<Refused> refusals) {
    this.asked = asked;
    this.source = source;
    this.candidates = List.copyOf(candidates);
    this.refusals = List.copyOf(refusals);
  }

  /** The request, such as {@code auto}. */
  public String asked() {
    return asked;
  }

  /**
   * Where the request comes from: the caller, a system property, the environment, or the default.
   */
  public String source() {
    return source;
  }

  /** Name of the backend that is tried first, unless a shape changes the order of {@code auto}. */
  public String first() {
    return candidates.get(0).name();
  }

  /** Whether the {@link #first} backend needs to be warmed up: {@link Backend#needsWarmUp}. */
  public boolean needsWarmUp() {
    return candidates.get(0).needsWarmUp();
  }

  /**
   * The same selection without a backend that failed while it computed, or none where nobody else
   * was asked for.
   *
   * @param failed name of the backend, as the choice of what it opened says
   * @param reason what failed, kept among the reasons
   */
  public Optional<Selection> without(String failed, String reason) {
    List<Backend> others =
        candidates.stream().filter(backend -> !backend.name().equals(failed)).toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    List<Refused> more = new ArrayList<>(refusals);
    more.add(new Refused(failed + ": " + reason, 0));
    return Optional.of(new Selection(asked, source, others, more));
  }

  /** Opens a dataset with one thread. */
  public LogisticKernels logistic(Dataset data) {
    return logistic(data, OpenOptions.defaults());
  }

  /**
   * Opens a dataset in the first backend that can.
   *
   * @return kernels to be closed by the caller
   * @throws BackendRefusedException if none can, with every reason
   * @throws IllegalArgumentException if the dataset has fewer than two classes
   */
  public LogisticKernels logistic(Dataset data, OpenOptions options) {
    LogisticKernels.requireClasses(data);
    return open(List.of(data), backend -> openOne(backend, data, options));
  }

  /**
   * Opens inner and outer rows in the first backend that can do both.
   *
   * @param inner training rows
   * @param outer validation rows, of the same width
   * @return kernels to be closed by the caller
   * @throws BackendRefusedException if none can, with every reason
   * @throws IllegalArgumentException if a dataset has fewer than two classes, or the datasets and
   *     the penalty do not fit together
   */
  public BilevelKernels bilevel(
      Dataset inner, Dataset outer, Penalty penalty, OpenOptions options) {
    return open(
        inner, outer, options, (backend, first, second) -> backend.bilevel(first, second, penalty));
  }

  /**
   * As {@link #bilevel}, with the weights of the inner rows as the outer variable.
   *
   * @param penalty fixed, over as many outer coordinates as there are inner rows
   */
  public RowWeightKernels rowWeights(
      Dataset inner, Dataset outer, Penalty penalty, OpenOptions options) {
    return open(
        inner,
        outer,
        options,
        (backend, first, second) -> backend.rowWeights(first, second, penalty));
  }

  @FunctionalInterface
  private interface Joiner<T> {
    @Nullable T join(Backend backend, LogisticKernels inner, LogisticKernels outer);
  }

  private <T extends BilevelKernels> T open(
      Dataset inner, Dataset outer, OpenOptions options, Joiner<T> joiner) {
    LogisticKernels.requireClasses(inner);
    LogisticKernels.requireClasses(outer);
    return open(
        List.of(inner, outer),
        backend -> {
          LogisticKernels first = openOne(backend, inner, options);
          LogisticKernels second = null;
          try {
            second = openOne(backend, outer, options);
            T kernels = joiner.join(backend, first, second);
            if (kernels == null) {
              throw new BackendRefusedException("it opened nothing");
            }
            return kernels;
          } catch (Throwable refused) { // what was opened is closed, then the failure goes on
            first.close();
            if (second != null) {
              second.close();
            }
            throw refused;
          }
        });
  }

  private static LogisticKernels openOne(Backend backend, Dataset data, OpenOptions options) {
    LogisticKernels kernels = backend.logistic(data, options);
    if (kernels == null) {
      throw new BackendRefusedException("it opened nothing");
    }
    return kernels;
  }

  @FunctionalInterface
  private interface Opener<T> {
    T open(Backend backend);
  }

  private <T extends AutoCloseable> T open(List<Dataset> datasets, Opener<T> opener) {
    List<String> passedOver = new ArrayList<>();
    for (Backend backend : inOrder(datasets.get(0))) {
      try {
        String declined = declined(backend, datasets);
        if (declined != null) {
          passedOver.add(backend.name() + ": " + declined);
          continue;
        }
        T kernels = opener.open(backend);
        Choice choice = choice(backend, passedOver);
        if (kernels instanceof BilevelKernels bilevel) {
          bilevel.inner().chosen(choice);
          bilevel.outer().chosen(choice);
        } else if (kernels instanceof LogisticKernels logistic) {
          logistic.chosen(choice);
        }
        sayOnce(choice, passedOver);
        return kernels;
      } catch (BackendRefusedException refused) {
        passedOver.add(backend.name() + ": " + refused.getMessage());
      } catch (LinkageError | UnsupportedOperationException | IllegalStateException broken) {
        // a native library that is missing or too old: the next backend may still do the work
        passedOver.add(backend.name() + ": " + Backends.describe(broken));
      }
    }
    throw refusal(passedOver);
  }

  /** The candidates as asked for, or those that have a rank for the data by it if all were. */
  private List<Backend> inOrder(Dataset data) {
    if (!asked.equals(AUTO)) {
      return candidates;
    }
    Shape shape = Shape.of(data);
    return candidates.stream()
        .filter(backend -> backend.rank(shape) >= 0)
        .sorted(Comparator.comparingInt((Backend backend) -> -backend.rank(shape)))
        .toList();
  }

  private static @Nullable String declined(Backend backend, List<Dataset> datasets) {
    for (Dataset data : datasets) {
      Support support = backend.supports(Operation.GRADIENT, Shape.of(data));
      if (support.kind() == Support.Kind.DECLINED) {
        return support.note();
      }
    }
    return null;
  }

  private Choice choice(Backend backend, List<String> passedOver) {
    int place = candidates.indexOf(backend);
    List<String> reasons = new ArrayList<>();
    // who would have come later anyway is not passed over, nor who comes before by its plain rank
    // alone
    for (Refused refused : refusals) {
      if (!asked.equals(AUTO) || (backend.rank() >= 0 && refused.candidatesBefore <= place)) {
        reasons.add(refused.reason);
      }
    }
    reasons.addAll(passedOver);
    String how = source.equals("default") ? asked : asked + ", " + source;
    return new Choice(
        backend.name(),
        reasons.isEmpty() ? how : how + "; passed over " + String.join("; ", reasons));
  }

  /** A fallback is said once for every selection, not at every opening. */
  private synchronized void sayOnce(Choice choice, List<String> passedOver) {
    boolean fellBack = !asked.equals(AUTO) && (!refusals.isEmpty() || !passedOver.isEmpty());
    if (fellBack && !said) {
      said = true;
      LOG.log(System.Logger.Level.WARNING, "backend {0}", choice);
    }
  }

  BackendRefusedException refusal(List<String> passedOver) {
    List<String> reasons = new ArrayList<>();
    refusals.forEach(refused -> reasons.add(refused.reason));
    reasons.addAll(passedOver);
    String why = reasons.isEmpty() ? "no provider was found" : String.join("; ", reasons);
    return new BackendRefusedException(
        "no backend for '%s' (%s): %s".formatted(asked, source, why));
  }
}
