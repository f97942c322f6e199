package org.hypergrad.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads named groups of features: a group a line, its name first, then features from 1 and ranges
 * of them, as in {@code size 1-3 7}. A colon behind the name and commas are allowed, {@code #}
 * begins a comment. Every feature must be in exactly one group.
 */
final class GroupsFile {

  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,10})(?:-([0-9]{1,10}))?");

  private final Path file;
  private final int[] groupOf;
  private final List<String> names = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private int line;

  private GroupsFile(Path file, int features) {
    this.file = file;
    groupOf = new int[features]; // 0 is none
  }

  /** Reads the groups of data with that many features. */
  static List<PenaltyLayout.Group> read(Path file, int features) throws InputException {
    GroupsFile reader = new GroupsFile(file, features);
    for (String text : lines(file)) {
      reader.line++;
      reader.readLine(text);
    }
    return reader.groups();
  }

  private static List<String> lines(Path file) throws InputException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException _) {
      throw new InputException(file, "no such file");
    } catch (CharacterCodingException _) {
      throw new InputException(file, "not a text in UTF-8");
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage());
    }
  }

  private void readLine(String text) throws InputException {
    int comment = text.indexOf('#');
    String content = (comment < 0 ? text : text.substring(0, comment)).strip();
    if (content.isEmpty()) {
      return;
    }
    List<String> words = SEPARATOR.splitAsStream(content).filter(word -> !word.isEmpty()).toList();
    String name = words.isEmpty() ? "" : words.getFirst();
    if (name.endsWith(":")) {
      name = name.substring(0, name.length() - 1);
    }
    if (name.isEmpty() || words.size() < 2) {
      throw complaint("expected a name and then features, as in 'size 1-3 7'");
    }
    if (!taken.add(name)) {
      throw complaint(
          "the group '%s' is there already; put all its features in one line".formatted(name));
    }
    names.add(name);
    for (String word : words.subList(1, words.size())) {
      assign(word);
    }
  }

  private void assign(String word) throws InputException {
    Matcher range = RANGE.matcher(word);
    if (!range.matches()) {
      throw complaint(
          "expected a feature such as 7 or a range such as 1-3, found '%s'".formatted(word));
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
    if (first < 1 || last < first || last > groupOf.length) {
      throw complaint("'%s' is not within the features 1 to %d".formatted(word, groupOf.length));
    }
    for (int feature = (int) first; feature <= last; feature++) {
      int group = groupOf[feature - 1];
      if (group != 0) {
        throw complaint(
            "feature %d is in group '%s' already".formatted(feature, names.get(group - 1)));
      }
      groupOf[feature - 1] = names.size();
    }
  }

  private List<PenaltyLayout.Group> groups() throws InputException {
    if (names.isEmpty()) {
      throw new InputException(file, "there is no group in it");
    }
    Map<Integer, List<Integer>> members = new HashMap<>();
    int missing = 0;
    int firstMissing = 0;
    for (int k = groupOf.length - 1; k >= 0; k--) {
      if (groupOf[k] == 0) {
        missing++;
        firstMissing = k + 1;
      }
    }
    if (missing > 0) {
      throw new InputException(
          file,
          "feature %d%s in no group; add a line such as 'rest %d'"
              .formatted(
                  firstMissing,
                  missing == 1 ? " is" : " and %d others are".formatted(missing - 1),
                  firstMissing));
    }
    for (int k = 0; k < groupOf.length; k++) {
      members.computeIfAbsent(groupOf[k] - 1, _ -> new ArrayList<>()).add(k);
    }
    List<PenaltyLayout.Group> groups = new ArrayList<>();
    for (int g = 0; g < names.size(); g++) {
      int[] features =
          members.getOrDefault(g, List.of()).stream().mapToInt(Integer::intValue).toArray();
      groups.add(new PenaltyLayout.Group(names.get(g), features));
    }
    return groups;
  }

  private InputException complaint(String text) {
    return new InputException(file, "line %d: %s".formatted(line, text));
  }
}
