package io.afterimage.console.learning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers labels in the order in which they come. There is room for {@link #MOST}; what comes
 * afterwards is {@link #OTHERS}, so that no sender of made-up labels can fill the memory. For one
 * thread.
 */
final class LabelIndex {

  /** As many classes as ImageNet has, and some that were mistyped. */
  static final int MOST = 1_100;

  /** The number of all that found no room. */
  static final int OTHERS = 0;

  /** A label of the rule of {@code LabelText} is never longer. */
  private static final int LONGEST = 255;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> labels = new ArrayList<>(List.of("others"));

  int of(String label) {
    String kept = label.length() <= LONGEST ? label : label.substring(0, LONGEST);
    Integer known = numbers.get(kept);
    if (known != null) {
      return known;
    }
    if (labels.size() > MOST) {
      return OTHERS;
    }
    numbers.put(kept, labels.size());
    labels.add(kept);
    return labels.size() - 1;
  }

  String label(int number) {
    return labels.get(number);
  }

  /** How many numbers are taken, that of the others included. */
  int size() {
    return labels.size();
  }
}
