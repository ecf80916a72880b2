package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.ImageHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.LabelRecords;
import io.afterimage.schemas.events.LabelText;
import io.afterimage.schemas.events.MalformedEventException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** Reads labels, strictly: what it returns is keyed by its image id and says something. */
final class LabelReader {

  private LabelReader() {}

  /**
   * What a record of the topic of labels says; the text of a label is as {@link LabelText} has it.
   *
   * @param origin where the record lies, or lay before it was sent on
   * @throws MalformedEventException saying what is wrong with it
   */
  static LabelEvent fromTopic(Record<byte[], byte[]> record, ImagePointer origin) {
    return LabelRecords.read(record.key(), record.value(), record.headers(), origin);
  }

  /**
   * The label that an image carried in a header.
   *
   * @param givenAt the timestamp of the image's record
   * @throws MalformedEventException saying what is wrong with it
   */
  static Optional<KnownLabel> fromHeader(Headers headers, Instant givenAt) {
    Header header = headers.lastHeader(ImageHeaders.LABEL);
    if (header == null) {
      return Optional.empty();
    }
    byte[] text = header.value() == null ? new byte[0] : header.value();
    if (text.length > LabelRecords.MAX_BYTES) {
      throw new MalformedEventException(
          "the header has %d bytes, at most %d".formatted(text.length, LabelRecords.MAX_BYTES),
          null);
    }
    try {
      String label = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      return Optional.of(KnownLabel.ofHeader(LabelRecords.text(label), givenAt));
    } catch (CharacterCodingException e) {
      throw new MalformedEventException("the header '" + ImageHeaders.LABEL + "' is not UTF-8", e);
    }
  }
}
