package io.afterimage.images;

import java.util.Arrays;
import java.util.Optional;

/**
 * What serialisers with a schema registry put in front of a value: a zero byte and the schema's id
 * in four (the wire format of Confluent and those compatible with it). It is taken for that only
 * where an image or JSON follows.
 */
final class SchemaFraming implements Wrapper {

  private static final int HEADER = 5;
  private static final int SEARCHED_BYTES = 128;

  @Override
  public Optional<EncodedBytes> open(EncodedBytes outer, Reach reach) throws RefusedImage {
    if (outer.length() <= HEADER || outer.u8(0) != 0 || UnreadBytes.image(outer).isPresent()) {
      return Optional.empty();
    }
    if (startsImage(outer, HEADER) || "{[\"".indexOf(outer.u8(HEADER)) >= 0) {
      return Optional.of(EncodedBytes.of(from(outer, HEADER)));
    }
    for (int at = HEADER + 1; at < Math.min(SEARCHED_BYTES, outer.length()); at++) {
      if (outer.has(at, JpegFormat.SIGNATURE) || outer.has(at, PngFormat.SIGNATURE)) {
        throw new RefusedImage(
            RefusalReason.WRAPPED,
            "a %s begins at byte %d of a value with a schema registry's framing (schema id %d); Avro and Protobuf are not read: send the image's bytes themselves"
                .formatted(
                    ImageFormats.of(EncodedBytes.of(from(outer, at))).name(), at, outer.u32be(1)));
      }
    }
    return Optional.empty();
  }

  private static boolean startsImage(EncodedBytes outer, int at) throws RefusedImage {
    return ImageFormats.find(outer.slice(at, outer.length() - at)).isPresent();
  }

  private static byte[] from(EncodedBytes outer, int at) {
    return Arrays.copyOfRange(outer.array(), outer.from() + at, outer.from() + outer.length());
  }
}
