package io.afterimage.stream.inflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.stream.FakeClassifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ImageDeserializerTest {

  private static final TopicPartition P0 = new TopicPartition("images", 0);
  private static final int MEBIBYTE = 1024 * 1024;
  private static final long LIMIT = 10L * MEBIBYTE;

  private final FakeClassifier classifier = new FakeClassifier(false);
  private final PolledBytes bytes = new PolledBytes(LIMIT);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final InFlightTable table =
      new InFlightTable(
          "images", classifier, new InFlightMetrics(meters, InstantSource.system()), bytes);
  private final ImageDeserializer deserializer = new ImageDeserializer(table);
  private final ImageInterceptor interceptor = new ImageInterceptor();
  private long next;

  ImageDeserializerTest() {
    interceptor.configure(Map.of(InFlightTable.CONFIG, table));
  }

  @Test
  void shouldHoldNoMoreThanTheLimitAndGiveEachImageBackAsItCame() {
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(blank(3 * MEBIBYTE, i));
    }

    List<byte[]> polled = poll(sent);

    assertThat(polled.stream().mapToLong(value -> value.length).sum())
        .isLessThan(LIMIT + 97L * 64 * 1024);
    assertThat(bytes.bytes()).isLessThan(LIMIT);
    assertThat(classifier.submitted).hasSize(3);
    assertThat(bytes.packed()).isEqualTo(97);
    assertThat(meters.get("afterimage.in.flight.packed").functionCounter().count()).isEqualTo(97);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(PackedImage.unpack(polled.get(i))).isEqualTo(sent.get(i));
    }
  }

  @Test
  void shouldTakeImagesAsTheyAreAgainOnceTheirTurnHasPassed() {
    poll(List.of(blank(9 * MEBIBYTE, 1)));
    assertThat(meters.get("afterimage.polled.images").gauge().value()).isEqualTo(9.0 * MEBIBYTE);
    assertThat(poll(List.of(blank(2 * MEBIBYTE, 2))).get(0)).hasSizeLessThan(MEBIBYTE);

    table.take(P0, 0);

    assertThat(bytes.bytes()).isZero();
    assertThat(poll(List.of(blank(9 * MEBIBYTE, 3))).get(0)).hasSize(9 * MEBIBYTE);
    table.retain(Set.of());
    assertThat(bytes.bytes()).isZero();
  }

  @Test
  void shouldNotPackWhatDoesNotGetSmallerAndNothingOfOtherTopics() {
    byte[] photo = new byte[12 * MEBIBYTE];
    new Random(1).nextBytes(photo);
    byte[] halfBlank = photo.clone();
    Arrays.fill(halfBlank, 0, 4 * MEBIBYTE, (byte) 0);
    byte[] other = blank(12 * MEBIBYTE, 1);

    assertThat(poll(List.of(photo, halfBlank))).containsExactly(photo, halfBlank);
    assertThat(deserializer.deserialize("labels", new RecordHeaders(), ByteBuffer.wrap(other)))
        .isEqualTo(other);
    assertThat(bytes.packed()).isZero();
  }

  @Test
  void shouldForgetWhatAPollCountedThatNeverEnded() {
    deserializer.deserialize("images", new RecordHeaders(), ByteBuffer.wrap(new byte[MEBIBYTE]));
    assertThat(bytes.bytes()).isEqualTo(MEBIBYTE);

    deserializer.close();

    assertThat(bytes.bytes()).isZero();
  }

  @Test
  void shouldLeaveAValueAloneThatOnlyLooksPacked() {
    byte[] packed = PackedImage.pack(blank(MEBIBYTE, 1));
    packed[3]++;

    assertThat(PackedImage.isPacked(packed)).isFalse();
    assertThat(PackedImage.unpack(packed)).isSameAs(packed);
    assertThat(PackedImage.unpack(null)).isNull();
  }

  private List<byte[]> poll(List<byte[]> values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] value : values) {
      byte[] kept = deserializer.deserialize("images", new RecordHeaders(), ByteBuffer.wrap(value));
      records.add(
          new ConsumerRecord<>(
              P0.topic(),
              P0.partition(),
              next++,
              0,
              TimestampType.CREATE_TIME,
              0,
              value.length,
              null,
              kept,
              new RecordHeaders(),
              Optional.empty()));
    }
    interceptor.onConsume(new ConsumerRecords<>(Map.of(P0, records), Map.of()));
    return records.stream().map(ConsumerRecord::value).toList();
  }

  private static byte[] blank(int length, int first) {
    byte[] image = new byte[length];
    image[0] = (byte) first;
    return image;
  }
}
