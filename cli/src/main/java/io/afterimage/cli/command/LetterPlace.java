package io.afterimage.cli.command;

import io.afterimage.client.CommandFailure;
import io.afterimage.schemas.events.ImagePointer;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where a dead letter lies; the topic may be left out. */
final class LetterPlace implements ITypeConverter<ImagePointer> {

  /** Of a place whose topic was left out. */
  private static final String ANY = "-";

  private static final Pattern SHORT = Pattern.compile("\\d+-\\d+");

  @Override
  public ImagePointer convert(String text) {
    try {
      return ImagePointer.parse(SHORT.matcher(text).matches() ? ANY + "-" + text : text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'%s' is not the place of a dead letter, such as dead-letters-0-42 or 0-42"
              .formatted(text));
    }
  }

  /**
   * The places with their topic.
   *
   * @throws CommandFailure when one is in another topic
   */
  static Set<ImagePointer> in(String topic, Collection<ImagePointer> places) {
    return places.stream()
        .map(
            at -> {
              if (!at.topic().equals(ANY) && !at.topic().equals(topic)) {
                throw new CommandFailure(
                    "%s is not in %s: name the place that 'afterimage dead-letters' shows"
                        .formatted(at, topic));
              }
              return new ImagePointer(topic, at.partition(), at.offset());
            })
        .collect(Collectors.toSet());
  }
}
