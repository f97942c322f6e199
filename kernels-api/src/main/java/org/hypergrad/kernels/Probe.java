package org.hypergrad.kernels;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a backend found when it looked whether it can run here.
 *
 * @param available whether it can
 * @param reason why not, in words a user can act on; empty if it can
 * @param facts what it runs on, in order, such as vector width or library path
 */
public record Probe(boolean available, String reason, Map<String, String> facts) {

  /** Copies the facts, keeping their order. */
  public Probe {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** The backend can run. */
  public static Probe available(Map<String, String> facts) {
    return new Probe(true, "", facts);
  }

  /** The backend cannot run, for the reason given. */
  public static Probe refused(String reason) {
    return new Probe(false, reason, Map.of());
  }
}
