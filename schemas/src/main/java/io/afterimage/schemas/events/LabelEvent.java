package io.afterimage.schemas.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.io.IOException;
import java.util.Optional;

/**
 * What the topic of labels holds: a label, or the retraction of labels. A record without a value is
 * a retraction too, for the image that its key names.
 */
@JsonDeserialize(using = LabelEvent.Reader.class)
public sealed interface LabelEvent permits Label, Retraction {

  /** The image's id, as its prediction names it; the record's key. */
  String imageId();

  /** Who says so: a person's name, a rule's, a file's. */
  Optional<String> source();

  /** Where the image lies, if this is for that record alone. */
  Optional<ImagePointer> picture();

  /** Of the image's bytes, if this is for that image alone; lower-case hexadecimal. */
  Optional<String> sha256();

  /** Whether it is for one image, and not for whatever has the id. */
  default boolean namesImage() {
    return picture().isPresent() || sha256().isPresent();
  }

  /** Tells the two apart by {@code retract}, which labels of earlier versions do not have. */
  final class Reader extends JsonDeserializer<LabelEvent> {

    @Override
    public LabelEvent deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode event = parser.readValueAsTree();
      JsonNode retract = event.path("retract");
      boolean label =
          retract.isMissingNode() || retract.isNull() || retract.equals(BooleanNode.FALSE);
      Class<? extends LabelEvent> type = label ? Label.class : Retraction.class;
      return parser.getCodec().treeToValue(event, type);
    }
  }
}
