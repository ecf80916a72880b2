package io.afterimage.console.refused;

import io.afterimage.console.refused.LetterAnswers.Content;
import io.afterimage.console.refused.LetterAnswers.Header;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The first bytes and the headers of a record, as text that a page can show; never its bytes. */
final class RecordContent {

  private static final int MOST_BYTES = 256;
  private static final int LINE_BYTES = 16;
  private static final int MOST_HEADERS = 50;
  private static final int LONGEST_VALUE = 1_000;

  private RecordContent() {}

  static Content of(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    byte[] first = Arrays.copyOf(value, Math.min(value.length, MOST_BYTES));
    return new Content(headers(record), text(first, value.length), hex(first));
  }

  private static List<Header> headers(ConsumerRecord<byte[], byte[]> record) {
    return Arrays.stream(record.headers().toArray())
        .limit(MOST_HEADERS)
        .map(
            header ->
                new Header(
                    cut(header.key()),
                    header.value() == null
                        ? ""
                        : cut(new String(header.value(), StandardCharsets.UTF_8))))
        .toList();
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_VALUE));
  }

  private static List<String> hex(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += LINE_BYTES) {
      lines.add(
          HexFormat.ofDelimiter(" ").formatHex(bytes, at, Math.min(bytes.length, at + LINE_BYTES)));
    }
    return lines;
  }

  /** Where it was cut, the last character may be half: up to three bytes of it. */
  private static Optional<String> text(byte[] bytes, int whole) {
    int most = bytes.length < whole ? 3 : 0;
    return IntStream.rangeClosed(0, Math.min(most, bytes.length))
        .mapToObj(cut -> decoded(ByteBuffer.wrap(bytes, 0, bytes.length - cut)))
        .flatMap(Optional::stream)
        .findFirst()
        .filter(text -> text.chars().noneMatch(c -> c < ' ' && "\n\r\t".indexOf(c) < 0));
  }

  private static Optional<String> decoded(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
