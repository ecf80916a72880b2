package io.afterimage.schemas.events;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes back an image's labels: they are no longer used for training. A later label counts again.
 *
 * @param imageId the image's id, as the prediction names it
 * @param retract always true: what tells a retraction from a label
 * @param source who takes it back: a person's name, a rule's, a file's
 * @param retractedAt when it was taken back
 * @param picture where the image lies, if only the labels of that record are taken back and not
 *     those of whatever has the id
 * @param sha256 of the image's bytes, if only the labels of that image are taken back; lower-case
 *     hexadecimal
 * @param reason why no label is given instead: one of the constants below, or one of a later
 *     release; absent where labels are only taken back, so that the image may be asked for again
 */
@JsonDeserialize(using = JsonDeserializer.None.class)
public record Retraction(
    String imageId,
    boolean retract,
    Optional<String> source,
    Optional<Instant> retractedAt,
    Optional<ImagePointer> picture,
    Optional<String> sha256,
    Optional<String> reason)
    implements LabelEvent {

  /** Somebody looked at the image, and none of the classes is what it shows. */
  public static final String NONE_OF_THESE = "none-of-these";

  /** Somebody looked at the image, and nobody should learn from it: dark, blurred, cut off. */
  public static final String BAD_IMAGE = "bad-image";

  /** Refuses a retraction that does not retract. */
  public Retraction {
    if (!retract) {
      throw new IllegalArgumentException("retract is false: a retraction has true");
    }
  }

  /** Without a reason. */
  public Retraction(
      String imageId,
      boolean retract,
      Optional<String> source,
      Optional<Instant> retractedAt,
      Optional<ImagePointer> picture,
      Optional<String> sha256) {
    this(imageId, retract, source, retractedAt, picture, sha256, Optional.empty());
  }

  /** Of everything that was said about whatever has the id. */
  public static Retraction of(String imageId) {
    return new Retraction(
        imageId, true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
