package org.hypergrad.kernels.testkit;

import java.util.ArrayList;
import java.util.List;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Backends;

/**
 * Backends that must be there, so that tests which skip what was refused cannot be green without
 * them: named by the system property {@value #PROPERTY}, separated by commas.
 */
public final class RequiredBackends {

  /** System property that names them. */
  public static final String PROPERTY = "hypergrad.test.require";

  private RequiredBackends() {}

  /** The names asked for, none if the property is not set. */
  public static List<String> names() {
    return List.of(System.getProperty(PROPERTY, "").split(",", -1)).stream()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /**
   * Looks for every one of them among the backends of this class path.
   *
   * @throws AssertionError if one is not found or is refused, with the reasons and the report
   */
  public static void verify() {
    verify(names());
  }

  /**
   * Looks for one of them, if it is asked for: where the class path has not all of them.
   *
   * @throws AssertionError if it is not found or is refused, with the reasons and the report
   */
  public static void verify(String name) {
    verify(names().stream().filter(name::equals).toList());
  }

  private static void verify(List<String> names) {
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      try {
        Backends.select(name);
      } catch (BackendRefusedException refused) {
        missing.add(refused.getMessage());
      }
    }
    if (!missing.isEmpty()) {
      throw new AssertionError(
          "-D%s=%s, but %s%n%s"
              .formatted(
                  PROPERTY,
                  System.getProperty(PROPERTY),
                  String.join("; ", missing),
                  Backends.discover().report()));
    }
  }
}
