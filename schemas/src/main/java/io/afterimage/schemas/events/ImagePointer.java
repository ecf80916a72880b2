package io.afterimage.schemas.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image lies in Kafka. Events point to images; they never carry them.
 *
 * @param topic the topic's full name, prefix included
 * @param partition the partition, from 0
 * @param offset the offset in that partition, from 0
 */
public record ImagePointer(String topic, int partition, long offset) {

  private static final Pattern FORM = Pattern.compile("(.+)-(\\d{1,9})-(\\d{1,18})");

  /**
   * Reads the form that {@link #toString} writes.
   *
   * @throws IllegalArgumentException when it is not {@code topic-partition-offset}
   */
  public static ImagePointer parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not topic-partition-offset, such as images-0-42".formatted(text));
    }
    return new ImagePointer(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  /**
   * The form that stands in for an absent key and that messages use: {@code
   * topic-partition-offset}.
   */
  @Override
  public String toString() {
    return topic + "-" + partition + "-" + offset;
  }
}
