package io.afterimage.trainer.service;

import io.afterimage.models.ClassNames;
import java.util.List;
import java.util.Map;

/** How many examples each class has, in as many words as people read. */
final class ClassSizes {

  private ClassSizes() {}

  /** The largest classes, long labels cut, and how many classes there are beyond. */
  static String inWords(Map<String, Integer> sizes) {
    List<String> words =
        sizes.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(ClassNames.SHOWN)
            .map(entry -> ClassNames.cut(entry.getKey()) + "=" + entry.getValue())
            .toList();
    return "{" + ClassNames.inWords(words, sizes.size()) + "}";
  }
}
