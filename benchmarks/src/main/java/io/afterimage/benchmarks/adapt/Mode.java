package io.afterimage.benchmarks.adapt;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** How the trainer learns. */
public enum Mode {
  /** With its defaults. */
  REFRESH("refresh"),
  /** By the schedule alone. */
  FULL("full"),
  /** There is no trainer. */
  NEITHER("neither");

  private final String code;

  Mode(String code) {
    this.code = code;
  }

  /**
   * The way back from its code.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Mode of(String code) {
    return Arrays.stream(values())
        .filter(mode -> mode.code.equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no mode is called " + code));
  }

  /** As options name it. */
  public String code() {
    return code;
  }

  /** The trainer's options that differ from its defaults; empty where there is no trainer. */
  Optional<Map<String, String>> trainer() {
    return switch (this) {
      case REFRESH -> Optional.of(Map.of());
      // The usual pause of ten minutes is longer than the story.
      case FULL -> Optional.of(Map.of("refresh.new.labels", "0", "trigger.minimum.pause", "0s"));
      case NEITHER -> Optional.empty();
    };
  }
}
