package io.afterimage.client.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.backup.BackupIndex.SavedFile;
import io.afterimage.schemas.events.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordFileTest {

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  @Test
  void shouldGiveBackWhatWasWritten() throws IOException {
    RecordHeaders headers = new RecordHeaders();
    headers.add("label", bytes("fox")).add("label", bytes("hat")).add("ünï", null);
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(
            record(0, 7, 1_700_000_000_000L, bytes("a"), new byte[70_000], headers),
            record(5, 9, -1, null, new byte[0], new RecordHeaders()),
            record(0, 1L << 40, 0, new byte[0], null, new RecordHeaders()));

    SavedFile saved = write(records);

    assertThat(saved.bytes()).isEqualTo(file.size());
    assertThat(saved.sha256()).isEqualTo(Sha256.of(file.toByteArray()));
    assertThat(read(file.toByteArray()))
        .usingElementComparator((one, other) -> isSame(one, other) ? 0 : 1)
        .containsExactlyElementsOf(records);
  }

  @Test
  void shouldNotTakeACutFileForAWholeOne() throws IOException {
    var unused = write(List.of(record(0, 7, 1, bytes("a"), new byte[100], new RecordHeaders())));
    byte[] whole = file.toByteArray();

    for (int length : new int[] {0, 1, 20, 50, whole.length - 1}) {
      assertThatThrownBy(() -> read(Arrays.copyOf(whole, length))).isInstanceOf(EOFException.class);
    }
  }

  private SavedFile write(List<ConsumerRecord<byte[], byte[]>> records) throws IOException {
    try (RecordFile.Writer writer = new RecordFile.Writer("topic.records", file)) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        writer.write(record);
      }
      return writer.end();
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(byte[] bytes) throws IOException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    RecordFile.read(new ByteArrayInputStream(bytes), "topic", records::add);
    return records;
  }

  private static boolean isSame(
      ConsumerRecord<byte[], byte[]> one, ConsumerRecord<byte[], byte[]> other) {
    return one.partition() == other.partition()
        && one.offset() == other.offset()
        && one.timestamp() == other.timestamp()
        && Arrays.equals(one.key(), other.key())
        && Arrays.equals(one.value(), other.value())
        && one.headers().equals(other.headers());
  }

  private static ConsumerRecord<byte[], byte[]> record(
      int partition, long offset, long timestamp, byte[] key, byte[] value, RecordHeaders headers) {
    return new ConsumerRecord<>(
        "topic",
        partition,
        offset,
        timestamp,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        key,
        value,
        headers,
        Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
