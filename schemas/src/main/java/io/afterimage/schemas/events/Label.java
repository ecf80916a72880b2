package io.afterimage.schemas.events;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;

/**
 * What an image truly shows, said by a person, a rule or a file. A later label for the same image
 * replaces the earlier one.
 *
 * @param imageId the image's id, as the prediction names it
 * @param label the true label
 * @param source who says so: a person's name, a rule's, a file's
 * @param labelledAt when it was said
 * @param picture where the image lies, if the label is for that record alone and not for whatever
 *     has the id
 * @param sha256 of the image's bytes, if the label is for that image alone; lower-case hexadecimal
 */
@JsonDeserialize(using = JsonDeserializer.None.class)
public record Label(
    String imageId,
    String label,
    Optional<String> source,
    Optional<Instant> labelledAt,
    Optional<ImagePointer> picture,
    Optional<String> sha256)
    implements LabelEvent {

  /** For whatever image has the id. */
  public Label(
      String imageId, String label, Optional<String> source, Optional<Instant> labelledAt) {
    this(imageId, label, source, labelledAt, Optional.empty(), Optional.empty());
  }
}
