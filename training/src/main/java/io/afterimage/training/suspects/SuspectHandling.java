package io.afterimage.training.suspects;

import java.util.Locale;

/** What becomes of labels that look wrong. */
public enum SuspectHandling {
  /** Nobody looks for them. */
  KEEP,
  /** They are listed, and learned like all others. */
  REPORT,
  /** They are listed, and left out while more labels are wrong than hard examples explain. */
  DROP;

  /** As options name it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Part of what tells runs apart that may learn something else from the same examples; empty where
   * every label is learned.
   */
  public String mark() {
    return this == DROP ? ", suspects left out" : "";
  }
}
