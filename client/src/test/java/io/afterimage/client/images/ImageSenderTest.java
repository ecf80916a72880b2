package io.afterimage.client.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.client.topics.RecordSender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class ImageSenderTest {

  private static final byte[] IMAGE = {1, 2, 3};

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final List<String> failures = new ArrayList<>();

  @Test
  void shouldSendIdBytesAndLabel() {
    try (ImageSender sender = sender()) {
      sender.send(Optional.of("cats/1.jpg"), IMAGE, Optional.of("cats"));
      sender.send(Optional.empty(), IMAGE, Optional.empty());
      producer.completeNext();

      assertThat(sender.acknowledged()).isEqualTo(1);
    }
    ProducerRecord<String, byte[]> first = producer.history().get(0);
    assertThat(first.topic()).isEqualTo("images");
    assertThat(first.key()).isEqualTo("cats/1.jpg");
    assertThat(first.value()).isEqualTo(IMAGE);
    assertThat(first.headers().lastHeader("label").value())
        .isEqualTo("cats".getBytes(StandardCharsets.UTF_8));
    assertThat(producer.history().get(1).key()).isNull();
    assertThat(producer.history().get(1).headers()).isEmpty();
  }

  @Test
  void shouldSayWhatAnImageBelongsTo() {
    try (ImageSender sender = sender()) {
      sender.send(Optional.of("7/1.jpg"), IMAGE, Optional.empty(), Optional.of("7"));
    }
    assertThat(producer.history().get(0).headers().lastHeader("group").value())
        .isEqualTo("7".getBytes(StandardCharsets.UTF_8));
    assertThat(producer.history().get(0).headers().lastHeader("label")).isNull();
  }

  @Test
  void shouldReportAnImageThatIsRefusedAndGoOn() {
    try (ImageSender sender = sender()) {
      sender.send(Optional.of("huge.png"), IMAGE, Optional.empty());
      sender.send(Optional.of("small.png"), IMAGE, Optional.empty());
      producer.errorNext(new RecordTooLargeException("more than 32 MiB"));
      producer.completeNext();

      assertThat(failures).containsExactly("huge.png: more than 32 MiB");
      assertThat(sender.failed()).isEqualTo(1);
      assertThat(sender.acknowledged()).isEqualTo(1);
    }
  }

  private ImageSender sender() {
    return new ImageSender(
        new RecordSender(producer, (id, fault) -> failures.add(id + ": " + fault.getMessage())),
        "images");
  }
}
