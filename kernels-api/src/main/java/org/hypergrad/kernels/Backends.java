package org.hypergrad.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The backends found on this machine, each with what its probe said.
 *
 * <p>Two ways to ask for one: <em>one name</em> ({@code "simd"}), which fails with every reason if
 * that backend cannot do the work, or <em>an order of preference</em> ({@code "cuda,simd"}, or
 * {@code "auto"} for all by rank), which goes on to the next and says so. A name may go on with a
 * device, where a backend has several ({@code "cuda:1"}). What the caller asks for beats the system
 * property {@value #PROPERTY}, which beats the environment variable {@value #VARIABLE}, which beats
 * {@code auto}.
 *
 * <p>Immutable and thread-safe; nothing is kept in static state.
 */
public final class Backends {

  /** System property that names a backend or an order of preference. */
  public static final String PROPERTY = "hypergrad.backend";

  /** Environment variable that names a backend or an order of preference. */
  public static final String VARIABLE = "HYPERGRAD_BACKEND";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  /** A service file can be wrong in many lines; a loader that never ends must not hang us. */
  private static final int MOST_PROVIDERS = 1000;

  /** A provider as found: usable if its probe says available. */
  record Found(String name, @Nullable Backend backend, int rank, Probe probe) {}

  private final List<Found> found;

  private Backends(List<Found> found) {
    this.found = found;
  }

  /** Looks for providers on the class path, and probes each. A broken one harms no other. */
  public static Backends discover() {
    return discover(ServiceLoader.load(Backend.class, Backend.class.getClassLoader()));
  }

  /** As {@link #discover()}, among the providers of a loader. */
  public static Backends discover(ServiceLoader<Backend> loader) {
    List<Found> list = new ArrayList<>();
    Iterator<Backend> iterator = loader.iterator();
    for (int k = 0; k < MOST_PROVIDERS; k++) {
      try {
        if (!iterator.hasNext()) {
          break;
        }
        list.add(probe(iterator.next()));
      } catch (Throwable broken) { // whatever a provider does wrong, the others must still be found
        list.add(new Found("?", null, 0, Probe.refused(describe(broken))));
      }
    }
    list.sort(Comparator.comparingInt((Found f) -> -f.rank()).thenComparing(Found::name));
    Set<String> names = new HashSet<>();
    list.replaceAll(f ->
        f.backend() == null || names.add(f.name())
            ? f
            : new Found(
                f.name(), null, f.rank(), Probe.refused("another backend has the same name")));
    return new Backends(List.copyOf(list));
  }

  private static Found probe(Backend backend) {
    String type = backend.getClass().getName();
    try {
      String name = backend.name();
      if (name == null || !NAME.matcher(name).matches() || name.equals(Selection.AUTO)) {
        return new Found(type, null, 0, Probe.refused("its name is not usable: " + oneLine(name)));
      }
      int rank = backend.rank();
      try {
        Probe probe = backend.probe();
        return new Found(
            name, backend, rank, probe != null ? probe : Probe.refused("its probe said nothing"));
      } catch (Throwable broken) { // a probe must not throw; if it does, that is the reason
        return new Found(name, backend, rank, Probe.refused("its probe threw " + describe(broken)));
      }
    } catch (Throwable broken) { // name() or rank() threw
      return new Found(type, null, 0, Probe.refused(describe(broken)));
    }
  }

  /** One line for whatever was thrown: the chain of causes, cleaned of line breaks. */
  static String describe(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 4; depth++, cause = cause.getCause()) {
      text.append(depth == 0 ? "" : " ← ").append(cause.getClass().getSimpleName());
      String message = cause.getMessage();
      if (message != null) {
        text.append(": ").append(oneLine(message));
      }
    }
    return text.toString();
  }

  private static String oneLine(@Nullable String text) {
    String line = Objects.requireNonNullElse(text, "null").replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= 300 ? line : line.substring(0, 300) + "…";
  }

  /** {@link #select(String)} among the backends of this class path, freshly discovered. */
  public static Selection select(String request) {
    return discover().choose(request);
  }

  /** The selection asked for by property or environment, or {@code auto}, freshly discovered. */
  public static Selection select() {
    return discover().choose();
  }

  /** The selection asked for by property or environment, or {@code auto}. */
  public Selection choose() {
    return choose(System.getProperty(PROPERTY), System.getenv(VARIABLE));
  }

  /** The rule of {@link #choose()} on given values of property and environment variable. */
  Selection choose(@Nullable String property, @Nullable String variable) {
    if (property != null && !property.isBlank()) {
      return resolve(property, "system property " + PROPERTY);
    }
    if (variable != null && !variable.isBlank()) {
      return resolve(variable, "environment variable " + VARIABLE);
    }
    return resolve(Selection.AUTO, "default");
  }

  /**
   * The backends that a request names, in order.
   *
   * @param request {@code auto}, one name, or several names separated by commas
   * @throws BackendRefusedException if none of them is available, with every reason
   */
  public Selection choose(String request) {
    return resolve(request, "asked for");
  }

  private Selection resolve(String request, String source) {
    String asked = request.strip().toLowerCase(Locale.ROOT);
    List<Backend> candidates = new ArrayList<>();
    List<Selection.Refused> refusals = new ArrayList<>();
    if (asked.equals(Selection.AUTO)) {
      found.forEach(f -> sort(f, candidates, refusals));
    } else {
      for (String part : asked.split(",", -1)) {
        String name = part.strip();
        find(name)
            .ifPresentOrElse(
                f -> sort(f, candidates, refusals),
                () ->
                    refusals.add(
                        new Selection.Refused(
                            "%s: no such backend, there are: %s".formatted(oneLine(name), names()),
                            candidates.size())));
      }
    }
    Selection selection = new Selection(asked, source, candidates, refusals);
    if (candidates.isEmpty()) {
      throw selection.refusal(List.of());
    }
    return selection;
  }

  /** What a name stands for, which may end on a colon and a device. */
  private Optional<Found> find(String name) {
    int colon = name.indexOf(':');
    String backend = colon < 0 ? name : name.substring(0, colon);
    return found.stream()
        .filter(f -> f.name().equals(backend))
        .findFirst()
        .map(f -> colon < 0 ? f : on(f, name.substring(colon + 1)));
  }

  private static Found on(Found f, String device) {
    String name = f.name() + ":" + oneLine(device);
    if (f.backend() == null) {
      return new Found(name, null, f.rank(), f.probe());
    }
    try {
      Backend backend = f.backend().on(device);
      return new Found(name, backend, f.rank(), backend.probe());
    } catch (BackendRefusedException refused) {
      return new Found(name, null, f.rank(), Probe.refused(String.valueOf(refused.getMessage())));
    } catch (Throwable broken) { // as in the probe of any provider
      return new Found(name, null, f.rank(), Probe.refused(describe(broken)));
    }
  }

  private static void sort(Found f, List<Backend> candidates, List<Selection.Refused> refusals) {
    if (f.backend() != null && f.probe().available()) {
      candidates.add(f.backend());
    } else {
      refusals.add(
          new Selection.Refused(f.name() + ": " + oneLine(f.probe().reason()), candidates.size()));
    }
  }

  private String names() {
    return String.join(", ", found.stream().map(Found::name).toList());
  }

  /**
   * What was found, what can be used, what was refused and why: lines of text for people, ending on
   * what {@link #choose()} would take.
   */
  public String report() {
    StringBuilder text = new StringBuilder();
    for (Found f : found) {
      Probe probe = f.probe();
      text.append(
          "%-8s %s%n"
              .formatted(
                  f.name(),
                  probe.available() ? "available" : "refused: " + oneLine(probe.reason())));
      for (Map.Entry<String, String> fact : probe.facts().entrySet()) {
        text.append(
            "         %s: %s%n".formatted(oneLine(fact.getKey()), oneLine(fact.getValue())));
      }
    }
    try {
      Selection selection = choose();
      text.append(
          "%nchosen   %s (%s: %s)%n"
              .formatted(selection.first(), selection.source(), selection.asked()));
    } catch (BackendRefusedException refused) {
      text.append("%nchosen   none: %s%n".formatted(oneLine(refused.getMessage())));
    }
    return text.toString();
  }
}
