package io.afterimage.client.labels;

import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * A text file in whatever encoding it has: what a byte order mark says, else UTF-8 where the bytes
 * are that, else what they look like, as spreadsheets still write.
 *
 * @param text without a byte order mark
 * @param charset what it was read as
 * @param guessed whether the encoding was guessed from the bytes
 */
record TextFile(String text, Charset charset, boolean guessed) {

  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** In the order of looking: UTF-32's mark starts like that of UTF-16. */
  private static final List<Map.Entry<byte[], Charset>> MARKS =
      List.of(
          Map.entry(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, StandardCharsets.UTF_8),
          Map.entry(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0}, Charset.forName("UTF-32LE")),
          Map.entry(new byte[] {(byte) 0xff, (byte) 0xfe}, StandardCharsets.UTF_16LE),
          Map.entry(new byte[] {(byte) 0xfe, (byte) 0xff}, StandardCharsets.UTF_16BE));

  /**
   * Reads the file.
   *
   * @param given the encoding, where somebody knows it
   * @throws CommandFailure when the file cannot be read, or not in that encoding
   */
  static TextFile read(Path file, Optional<Charset> given) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CommandFailure("cannot read %s: %s".formatted(file, e), e);
    }
    Optional<Charset> marked =
        MARKS.stream()
            .filter(mark -> startsWith(bytes, mark.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    Optional<Charset> known = given.or(() -> marked);
    if (known.isPresent()) {
      return decoded(bytes, known.get(), false)
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "%s is not text in %s: name its encoding with --encoding"
                          .formatted(file, known.get())));
    }
    return decoded(bytes, StandardCharsets.UTF_8, false)
        .filter(utf8 -> !utf8.text().contains("\0"))
        .or(() -> decoded(bytes, looksLike(bytes), true))
        .filter(guess -> !guess.text().contains("\0"))
        .orElseThrow(
            () ->
                new CommandFailure(
                    "cannot tell the encoding of %s: save it as UTF-8, or name it with --encoding"
                        .formatted(file)));
  }

  private static Charset looksLike(byte[] bytes) {
    Optional<Charset> wide = wide(bytes);
    if (wide.isPresent()) {
      return wide.get();
    }
    UniversalDetector detector = new UniversalDetector();
    detector.handleData(bytes);
    detector.dataEnd();
    String name = detector.getDetectedCharset();
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : Charset.forName("windows-1252");
  }

  /** UTF-16 without a mark: in a table of ids and labels every other byte is mostly zero. */
  private static Optional<Charset> wide(byte[] bytes) {
    int even = 0;
    int odd = 0;
    for (int i = 0; i + 1 < bytes.length; i += 2) {
      even += bytes[i] == 0 ? 1 : 0;
      odd += bytes[i + 1] == 0 ? 1 : 0;
    }
    int enough = bytes.length / 8;
    if (even == 0 && odd == 0) {
      return Optional.empty();
    }
    if (odd > enough && odd > even) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    return even > enough ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
  }

  private static Optional<TextFile> decoded(byte[] bytes, Charset charset, boolean guessed) {
    try {
      String text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return Optional.of(
          new TextFile(
              text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, charset, guessed));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (bytes[i] != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
