package io.afterimage.client.refused;

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

/**
 * The headers and the first bytes of a record, as text of a bounded length that can be shown.
 *
 * @param text its first bytes, as UTF-8 where they are text
 * @param hex its first bytes, in lines
 */
public record RecordContent(List<Header> headers, Optional<String> text, List<String> hex) {

  private static final int MOST_BYTES = 256;
  private static final int LINE_BYTES = 16;
  private static final int MOST_HEADERS = 50;
  private static final int LONGEST_VALUE = 1_000;

  /** Copies the lists. */
  public RecordContent {
    headers = List.copyOf(headers);
    hex = List.copyOf(hex);
  }

  /** A header of the record, as text. */
  public record Header(String name, String value) {}

  /** What a record has. */
  public static RecordContent of(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    byte[] first = Arrays.copyOf(value, Math.min(value.length, MOST_BYTES));
    return new RecordContent(headers(record), text(first, value.length), hex(first));
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
