package io.afterimage.images;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON in which exactly one string, at any depth, is an image in base64 or a data URI. With two,
 * nobody could say which one is meant.
 */
final class JsonText implements Wrapper {

  private static final String STARTS = "{[\"";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final Base64Text base64 = new Base64Text();

  @Override
  public Optional<EncodedBytes> open(EncodedBytes outer, Reach reach) throws RefusedImage {
    if (outer.length() == 0 || STARTS.indexOf(outer.u8(0)) < 0) {
      return Optional.empty();
    }
    Optional<EncodedBytes> found = Optional.empty();
    String where = "";
    try (JsonParser parser = JSON.createParser(outer.array(), outer.from(), outer.length())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          byte[] text = parser.getText().getBytes(StandardCharsets.ISO_8859_1);
          Optional<EncodedBytes> image = base64.open(EncodedBytes.of(text), reach);
          String pointer = parser.getParsingContext().pathAsPointer().toString();
          if (image.isPresent() && found.isPresent()) {
            throw RefusedImage.unsupported(
                "JSON with several images, at %s and %s; send one image in each record"
                    .formatted(where, pointer));
          }
          if (image.isPresent()) {
            found = image;
            where = pointer;
          }
        }
      }
    } catch (IOException malformed) {
      if (reach.isWhole() && found.isPresent()) {
        throw RefusedImage.corrupt("JSON: " + firstLine(malformed));
      }
    }
    return found;
  }

  private static String firstLine(IOException malformed) {
    return String.valueOf(malformed.getMessage()).lines().findFirst().orElse("malformed");
  }
}
