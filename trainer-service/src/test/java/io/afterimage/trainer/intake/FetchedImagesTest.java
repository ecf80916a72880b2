package io.afterimage.trainer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageFetcher;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingImages;
import io.afterimage.training.dataset.StableSplit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a record of images to the record of an example. */
class FetchedImagesTest {

  private static final TopicPartition IMAGES = new TopicPartition("images", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final ReplayBuffer buffer = new ReplayBuffer(new BufferLimits(9, 9, StableSplit.SERVICE));
  private final ExampleIntake intake =
      new ExampleIntake(
          buffer,
          new ImageFetcher(consumer, Duration.ofSeconds(1)),
          new TrainingImages(new ImageDecoder(ImageLimits.DEFAULT), InputSpec.square(8)),
          Grouping.BY_HEADER,
          new IntakeMetrics(new SimpleMeterRegistry(), buffer),
          label -> Optional.empty(),
          InstantSource.fixed(Instant.EPOCH));

  @BeforeEach
  void assign() {
    consumer.updatePartitions(
        IMAGES.topic(), List.of(new PartitionInfo(IMAGES.topic(), 0, null, null, null)));
    consumer.assign(List.of(IMAGES));
    consumer.updateBeginningOffsets(Map.of(IMAGES, 1L));
    consumer.updateEndOffsets(Map.of(IMAGES, 3L));
    for (int offset = 1; offset < 3; offset++) {
      ConsumerRecord<byte[], byte[]> record =
          new ConsumerRecord<>(IMAGES.topic(), 0, offset, null, PngImages.ofColour(12, offset));
      record.headers().add("group", "scene-7".getBytes(StandardCharsets.UTF_8));
      consumer.addRecord(record);
    }
  }

  @Test
  void shouldKeepTheGroupThatTheImagesRecordNames() {
    intake.take(List.of(frame(1), frame(2)));

    assertThat(buffer.snapshot())
        .hasSize(2)
        .allSatisfy(
            example -> {
              assertThat(example.groupOrId()).isEqualTo("scene-7");
              assertThat(example.split()).isEqualTo(StableSplit.SERVICE.of("scene-7"));
              assertThat(
                      ExampleRecords.replace("training-set", example)
                          .headers()
                          .lastHeader("group")
                          .value())
                  .asString(StandardCharsets.UTF_8)
                  .isEqualTo("scene-7");
            });
  }

  @Test
  void shouldSayWhatIsNotThere() {
    Map<Long, Fetched> found = new HashMap<>();

    try (ImageFetcher images = new ImageFetcher(consumer, Duration.ofSeconds(1))) {
      images.fetch(
          List.of(at(0), at(2), at(3)), (pointer, fetched) -> found.put(pointer.offset(), fetched));
    }

    assertThat(found.get(0L)).isEqualTo(new Fetched.Gone("expired: images-0 starts at offset 1"));
    assertThat(found.get(2L)).isInstanceOf(Fetched.Found.class);
    assertThat(found.get(3L)).isEqualTo(new Fetched.Gone("images-0 ends at offset 3"));
  }

  private static ImagePointer at(int offset) {
    return new ImagePointer(IMAGES.topic(), 0, offset);
  }

  private static Feedback frame(int offset) {
    return new Feedback.Labelled(
        new LabelledExample("frame-" + offset, at(offset), "cat", "dog", 0.9, "v1", Instant.EPOCH));
  }
}
