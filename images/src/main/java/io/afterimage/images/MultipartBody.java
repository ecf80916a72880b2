package io.afterimage.images;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A multipart body (RFC 2046) as HTTP uploads have it, with exactly one image among its parts. */
final class MultipartBody implements Wrapper {

  /** A boundary has at most 70 characters; a header follows it. */
  private static final Pattern START =
      Pattern.compile("\\A(?:\\r?\\n)?--([^\\r\\n]{1,70})\\r?\\n(?i:content-)");

  private static final Pattern HEADERS_END = Pattern.compile("\\r?\\n\\r?\\n");
  private static final int SEARCHED_BYTES = 256;

  private final Base64Text base64 = new Base64Text();

  @Override
  public Optional<EncodedBytes> open(EncodedBytes outer, Reach reach) throws RefusedImage {
    int searched = Math.min(SEARCHED_BYTES, outer.length());
    Matcher start = START.matcher(text(outer, searched));
    if (!start.find()) {
      return Optional.empty();
    }
    String delimiter = "--" + start.group(1);
    String body = text(outer, outer.length());
    Optional<EncodedBytes> found = Optional.empty();
    int at = body.indexOf(delimiter);
    int next = body.indexOf(delimiter, at + 1);
    while (next > at) {
      Optional<EncodedBytes> image = image(outer, body, at + delimiter.length(), next, reach);
      if (image.isPresent() && found.isPresent()) {
        throw RefusedImage.unsupported(
            "a multipart body with several images; send one image in each record");
      }
      found = image.isPresent() ? image : found;
      at = next;
      next = body.indexOf(delimiter, at + 1);
    }
    return found;
  }

  /** The content of one part, without the line break that belongs to the delimiter after it. */
  private Optional<EncodedBytes> image(
      EncodedBytes outer, String body, int from, int to, Reach reach) throws RefusedImage {
    Matcher headers = HEADERS_END.matcher(body).region(from, to);
    if (!headers.find()) {
      return Optional.empty();
    }
    int end = to;
    end -= body.startsWith("\n", end - 1) ? 1 : 0;
    end -= body.startsWith("\r", end - 1) ? 1 : 0;
    if (end <= headers.end()) {
      return Optional.empty();
    }
    EncodedBytes content =
        EncodedBytes.of(
            Arrays.copyOfRange(outer.array(), outer.from() + headers.end(), outer.from() + end));
    return ImageFormats.find(content).isPresent()
        ? Optional.of(content)
        : base64.open(content, reach);
  }

  private static String text(EncodedBytes bytes, int length) {
    return new String(bytes.array(), bytes.from(), length, StandardCharsets.ISO_8859_1);
  }
}
