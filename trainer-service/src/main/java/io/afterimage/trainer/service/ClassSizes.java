package io.afterimage.trainer.service;

import java.util.Map;
import java.util.stream.Collectors;

/** How many examples each class has, in as many words as people read. */
final class ClassSizes {

  private static final int CLASSES = 20;
  private static final int LABEL = 60;

  private ClassSizes() {}

  /** The largest classes, long labels cut, and how many classes there are beyond. */
  static String inWords(Map<String, Integer> sizes) {
    int beyond = sizes.size() - CLASSES;
    String more = beyond > 0 ? ", and %d classes more".formatted(beyond) : "";
    return sizes.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(CLASSES)
        .map(entry -> cut(entry.getKey()) + "=" + entry.getValue())
        .collect(Collectors.joining(", ", "{", more + "}"));
  }

  private static String cut(String label) {
    return label.length() <= LABEL ? label : label.substring(0, LABEL) + "…";
  }
}
