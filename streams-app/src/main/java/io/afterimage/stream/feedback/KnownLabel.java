package io.afterimage.stream.feedback;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.Retraction;
import java.time.Instant;
import java.util.Optional;

/**
 * What the join remembers of the last thing said about an image: its label, or that there is none.
 * State of versions before 0.2 has the first three components only.
 *
 * @param label the text; empty for a retraction
 * @param labelledAt when it was said
 * @param source where it came from
 * @param by who said it
 * @param image where the image lies that it is for: named by the label, or the first that it
 *     joined; absent while it is for whatever comes with the id
 * @param sha256 of that image's bytes, as far as known
 */
record KnownLabel(
    String label,
    Instant labelledAt,
    Source source,
    Optional<String> by,
    @JsonProperty("picture") Optional<ImagePointer> image,
    Optional<String> sha256) {

  /** Where a label came from. */
  enum Source {
    /** A header of the image. */
    HEADER,
    /** The topic of labels. */
    TOPIC,
    /** The topic of labels, where it was taken back. */
    RETRACTION
  }

  /** A label in the header of an image. */
  static KnownLabel ofHeader(String label, Instant givenAt) {
    return new KnownLabel(
        label, givenAt, Source.HEADER, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * From the topic of labels.
   *
   * @param sentAt the time for one that does not say when it was given
   */
  static KnownLabel of(LabelEvent event, Instant sentAt) {
    return event instanceof Label label
        ? new KnownLabel(
            label.label(),
            label.labelledAt().orElse(sentAt),
            Source.TOPIC,
            label.source(),
            label.picture(),
            label.sha256())
        : new KnownLabel(
            "",
            ((Retraction) event).retractedAt().orElse(sentAt),
            Source.RETRACTION,
            event.source(),
            event.picture(),
            event.sha256());
  }

  @JsonIgnore
  boolean isRetraction() {
    return source == Source.RETRACTION;
  }

  /** Whether it is for one image, and no longer for whatever comes with the id. */
  boolean isBound() {
    return image.isPresent() || sha256.isPresent();
  }

  /** Whether it is for the image of that prediction; the digest decides where both have one. */
  boolean isFor(KnownPrediction prediction) {
    if (sha256.isPresent() && prediction.sha256().isPresent()) {
      return sha256.equals(prediction.sha256());
    }
    return image.map(prediction.image()::equals).orElse(sha256.isEmpty());
  }

  /** Whether the other one is news to who knows this one. */
  boolean saysOtherwise(KnownLabel other) {
    return isRetraction() != other.isRetraction() || !label.equals(other.label);
  }

  /** Whether the other one is for the same image, named in the same way, or both for any. */
  boolean isForTheSameAs(KnownLabel other) {
    return image.equals(other.image) && sha256.equals(other.sha256);
  }

  /** The same for the image of that prediction alone. */
  KnownLabel boundTo(KnownPrediction prediction) {
    return new KnownLabel(
        label,
        labelledAt,
        source,
        by,
        Optional.of(prediction.image()),
        prediction.sha256().or(() -> sha256));
  }

  /**
   * Whether a label that came later takes this one's place: it does, unless it is only the header
   * of an image that was sent again, which knows less than what was said about the image.
   */
  boolean yieldsTo(KnownLabel later) {
    return source == Source.HEADER || later.source != Source.HEADER;
  }
}
