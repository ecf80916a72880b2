package io.afterimage.trainer.intake;

import io.afterimage.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which images belong together, so that none of them is held out where others are learned from.
 *
 * @param pattern finds the group in an image's id: its first capturing group, or the whole match
 * @param block images that were taken within one block of time belong together; zero: time does not
 *     count. Blocks are counted from 1970
 */
public record Grouping(Optional<Pattern> pattern, Duration block) {

  /** Only what the images' headers say. */
  public static final Grouping BY_HEADER = new Grouping(Optional.empty(), Duration.ZERO);

  /** Reads {@code training.group.*}. */
  public static Grouping read(Settings settings) {
    return new Grouping(
        settings.read(
            "training.group.pattern",
            "",
            "a regular expression",
            text -> text.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(text))),
        settings.duration("training.group.by.time", Duration.ZERO));
  }

  /**
   * The group of an image: what its header says; otherwise what the pattern finds and the block of
   * time, both where both are set. Empty where nothing says it.
   *
   * @param header the image's header {@code group}
   * @param takenAt when the image was taken
   */
  Optional<String> of(String id, Optional<String> header, Instant takenAt) {
    Optional<String> named = header.map(String::strip).filter(text -> !text.isEmpty());
    if (named.isPresent()) {
      return named;
    }
    String found =
        Stream.concat(pattern.flatMap(known -> found(known, id)).stream(), block(takenAt).stream())
            .collect(Collectors.joining(" "));
    return Optional.of(found).filter(text -> !text.isEmpty());
  }

  private static Optional<String> found(Pattern pattern, String id) {
    Matcher matcher = pattern.matcher(id);
    return matcher.find()
        ? Optional.ofNullable(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group())
        : Optional.empty();
  }

  private Optional<String> block(Instant takenAt) {
    if (block.isZero()) {
      return Optional.empty();
    }
    long millis = block.toMillis();
    return Optional.of(
        Instant.ofEpochMilli(Math.floorDiv(takenAt.toEpochMilli(), millis) * millis).toString());
  }
}
