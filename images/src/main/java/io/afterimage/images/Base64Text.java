package io.afterimage.images;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * An image, or gzip data, in base64 (RFC 4648), of the usual or the URL alphabet, with or without
 * line breaks and padding, with or without the start of a data URI. Other text that happens to be
 * in the alphabet is not taken for it.
 */
final class Base64Text implements Wrapper {

  private static final String DATA_URI = "data:";
  private static final String BASE64_MARK = ";base64,";
  private static final int MOST_URI_START = 256;

  /** As many as show every format's signature; a multiple of four. */
  private static final int LEAST_CHARACTERS = 44;

  @Override
  public Optional<EncodedBytes> open(EncodedBytes outer, Reach reach) throws RefusedImage {
    int start = start(outer);
    byte[] signature = decode(outer, start, LEAST_CHARACTERS, false);
    if (!isWorthDecoding(EncodedBytes.of(signature))) {
      return Optional.empty();
    }
    int characters = reach.isWhole() ? outer.length() : reach.mostBytes() / 3 * 4;
    return Optional.of(EncodedBytes.of(decode(outer, start, characters, reach.isWhole())));
  }

  private static boolean isWorthDecoding(EncodedBytes inside) throws RefusedImage {
    return ImageFormats.find(inside).isPresent()
        || UnreadBytes.image(inside).isPresent()
        || inside.has(0, Gzip.START);
  }

  /** Where the base64 begins: behind the start of a data URI, if there is one. */
  private static int start(EncodedBytes outer) {
    int at = 0;
    while (at < outer.length() && isBlank(byteAt(outer, at))) {
      at++;
    }
    if (outer.has(at, DATA_URI)) {
      for (int i = at; i < Math.min(outer.length(), at + MOST_URI_START); i++) {
        if (outer.has(i, BASE64_MARK)) {
          return i + BASE64_MARK.length();
        }
      }
    }
    return at;
  }

  /**
   * Decodes up to {@code most} characters, not counting whitespace.
   *
   * @param strict whether a character out of the alphabet refuses the value; otherwise the text
   *     ends there
   */
  private static byte[] decode(EncodedBytes outer, int start, int most, boolean strict)
      throws RefusedImage {
    byte[] text = new byte[Math.min(most, Math.max(0, outer.length() - start))];
    int length = 0;
    for (int i = start; i < outer.length() && length < text.length; i++) {
      int character = byteAt(outer, i);
      if (isBlank(character)) {
        continue;
      }
      if (!isBase64(character)) {
        if (strict) {
          throw RefusedImage.corrupt(
              "base64: byte %02x at %d is not of its alphabet".formatted(character, i));
        }
        break;
      }
      text[length++] = (byte) (character == '-' ? '+' : character == '_' ? '/' : character);
    }
    int complete = strict ? length : length / 4 * 4;
    try {
      return Base64.getDecoder().decode(Arrays.copyOf(text, complete));
    } catch (IllegalArgumentException damaged) {
      if (strict) {
        throw RefusedImage.corrupt("base64: " + damaged.getMessage());
      }
      return new byte[0];
    }
  }

  private static int byteAt(EncodedBytes outer, int at) {
    return outer.array()[outer.from() + at] & 0xff;
  }

  private static boolean isBlank(int character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  private static boolean isBase64(int character) {
    return (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9')
        || "+/-_=".indexOf(character) >= 0;
  }
}
