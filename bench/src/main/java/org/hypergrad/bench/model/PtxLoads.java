package org.hypergrad.bench.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of a kernel's operands each of its loads from memory reads, by following its address back
 * to a parameter; and the kernel without some of them. What a count of all loads is less then, is
 * what was spent on those.
 */
final class PtxLoads {

  /** What an operand is to a product. */
  enum Role {
    /** Numbers of columns, or of rows in the copy by columns. */
    INDICES,
    /** Entries of the matrix, rows of dense ones included. */
    VALUES,
    /** The vector multiplied with, gathered where the matrix is sparse. */
    VECTOR
  }

  private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)\\(.*");
  private static final Pattern LOAD =
      Pattern.compile("(\\s*(?:@!?%p\\d+\\s+)?)ld\\.global(?:\\.nc)?\\.(\\w+)\\s+(%\\w+), \\[.*");
  private static final Pattern PARAMETER = Pattern.compile("\\[\\w+_param_(\\d+)]");

  /** But predicates, which choose an address and are no part of it. */
  private static final Pattern REGISTER = Pattern.compile("%(?!p\\d)[a-z]+\\d+");

  /** Parameters by role, for kernels whose names begin so; see the sources of the kernels. */
  private static final Map<String, Map<Role, Set<Integer>>> OPERANDS =
      Map.of(
          "sparseProduct", roles(Set.of(1), Set.of(2), Set.of(11, 12)),
          "longProduct", roles(Set.of(1), Set.of(2), Set.of(11, 12)),
          "batchSum", roles(Set.of(1), Set.of(2), Set.of(11, 12)),
          "denseProduct", roles(Set.of(), Set.of(0), Set.of(7, 8)),
          "denseSumOfF", roles(Set.of(), Set.of(0), Set.of(9, 10)),
          "denseSumOfD", roles(Set.of(), Set.of(0), Set.of(9, 10)),
          "classProduct", roles(Set.of(), Set.of(0), Set.of(9, 10)),
          "classSum", roles(Set.of(), Set.of(0), Set.of(10, 11)));

  private PtxLoads() {}

  private static Map<Role, Set<Integer>> roles(
      Set<Integer> indices, Set<Integer> values, Set<Integer> vectors) {
    return Map.of(Role.INDICES, indices, Role.VALUES, values, Role.VECTOR, vectors);
  }

  /** A module in which the loads of some operands are zeros. */
  static String without(String module, Set<Role> removed) {
    List<String> lines = new ArrayList<>(module.lines().toList());
    int begin = -1;
    Set<Integer> parameters = Set.of();
    for (int k = 0; k < lines.size(); k++) {
      Matcher entry = ENTRY.matcher(lines.get(k));
      if (entry.matches()) {
        begin = k;
        parameters = parameters(entry.group(1), removed);
      } else if (lines.get(k).equals("}") && begin >= 0 && !parameters.isEmpty()) {
        remove(lines.subList(begin, k), parameters);
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static Set<Integer> parameters(String kernel, Set<Role> roles) {
    Set<Integer> all = new HashSet<>();
    OPERANDS.forEach((name, byRole) -> {
      if (kernel.startsWith(name)) {
        roles.forEach(role -> all.addAll(byRole.get(role)));
      }
    });
    return all;
  }

  private static void remove(List<String> kernel, Set<Integer> parameters) {
    Map<String, Set<String>> sources = new HashMap<>();
    for (String line : kernel) {
      if (!LOAD.matcher(line).matches()) { // what is behind a load is another address
        addSources(line, sources);
      }
    }
    for (int k = 0; k < kernel.size(); k++) {
      Matcher load = LOAD.matcher(kernel.get(k));
      if (load.matches()) {
        List<String> address = registers(kernel.get(k).substring(load.end(3)));
        Set<Integer> bases = bases(address, sources);
        if (parameters.containsAll(bases)) {
          kernel.set(
              k,
              "%smov.%s %s, %s;"
                  .formatted(load.group(1), load.group(2), load.group(3), zero(load.group(2))));
        } else if (bases.removeAll(parameters)) {
          throw new IllegalStateException("an address of two kinds: " + kernel.get(k));
        }
      }
    }
  }

  private static String zero(String type) {
    return switch (type) {
      case "f64" -> "0d0000000000000000";
      case "f32" -> "0f00000000";
      default -> "0";
    };
  }

  private static void addSources(String line, Map<String, Set<String>> sources) {
    List<String> registers = registers(line.replaceFirst("^\\s*@!?%p\\d+", ""));
    if (registers.isEmpty() || line.contains("st.")) {
      return;
    }
    Set<String> of = sources.computeIfAbsent(registers.getFirst(), register -> new HashSet<>());
    of.addAll(registers.subList(1, registers.size()));
    Matcher parameter = PARAMETER.matcher(line);
    if (line.contains("ld.param.u64") && parameter.find()) {
      of.add(parameter.group(1));
    }
  }

  private static List<String> registers(String text) {
    return REGISTER.matcher(text).results().map(found -> found.group()).toList();
  }

  /** The parameters of 64 bits that an address is made of: those that it may point into. */
  private static Set<Integer> bases(List<String> address, Map<String, Set<String>> sources) {
    Set<String> seen = new HashSet<>(address);
    List<String> next = new ArrayList<>(address);
    Set<Integer> bases = new HashSet<>();
    while (!next.isEmpty()) {
      for (String source : sources.getOrDefault(next.removeLast(), Set.of())) {
        if (!source.startsWith("%")) {
          bases.add(Integer.parseInt(source));
        } else if (seen.add(source)) {
          next.add(source);
        }
      }
    }
    if (bases.isEmpty()) {
      throw new IllegalStateException("an address of no parameter: " + address);
    }
    return bases;
  }
}
