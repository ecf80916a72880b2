package io.afterimage.streams.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.afterimage.events.PicturePointer;
import io.afterimage.events.Prediction;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.classifier.Answer;
import io.afterimage.model.classifier.Answer.Classified;
import io.afterimage.model.classifier.BatchingConfig;
import io.afterimage.model.classifier.ClassifierMetrics;
import io.afterimage.model.classifier.MicroBatcher;
import io.afterimage.model.classifier.ModelSlot;
import io.afterimage.model.classifier.ServingModel;
import io.afterimage.model.inference.Device;
import io.afterimage.model.inference.djl.OnnxRuntimeEngine;
import io.afterimage.model.picture.PictureDecoder;
import io.afterimage.model.picture.PictureLimits;
import io.afterimage.streams.config.StreamConfig;
import io.afterimage.streams.runtime.StreamInstance;
import io.afterimage.streams.topology.DeadLetterHeaders;
import io.afterimage.topics.TopicNames;
import io.afterimage.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that may arrive on the topic, in one partition and with a good picture on either side,
 * sent before the instance serves, so that good and bad share polls and batches.
 */
class BadInputIT {

  private static final int BOMB = 30_000;
  private static final int OVER_LIMIT = 20_000_000;

  /** More than any topic takes; as zeros, compressed, a few kilobytes. */
  private static final int COMPRESSED = 40_000_000;

  /** The decoder's own tests compare what comes of each with another decoder. */
  private static final List<String> STORED =
      List.of(
          "cmyk.jpg",
          "ycck.jpg",
          "lossy.webp",
          "lossless-alpha.webp",
          "plain.gif",
          "animated.gif",
          "rgb.bmp",
          "palette.bmp");

  /**
   * One record and what must become of it.
   *
   * @param key null where there is none
   * @param reason of its dead letter; empty where it must be classified
   */
  private record Case(String name, String key, byte[] value, Optional<String> reason) {
    @Override
    public String toString() {
      return name + reason.map(code -> " -> " + code).orElse(" -> classified");
    }
  }

  @TempDir private static Path folder;
  private static Stage stage;
  private static StreamInstance instance;
  private static TopicNames names;
  private static final ModelSlot slot = new ModelSlot();
  private static final MicroBatcher offline =
      new MicroBatcher(
          BatchingConfig.forCores(1),
          slot,
          new PictureDecoder(PictureLimits.DEFAULT)::decode,
          new ClassifierMetrics(new SimpleMeterRegistry()),
          error -> {});
  private static final ModelArtifact model = Stage.MODELS.withHead(7);
  private static final List<Case> cases = table();
  private static final Map<Case, PicturePointer> pointers = new LinkedHashMap<>();
  private static final Map<PicturePointer, List<Prediction>> predictions = new HashMap<>();
  private static final Map<PicturePointer, List<ConsumerRecord<String, byte[]>>> deadLetters =
      new HashMap<>();

  private static List<Case> table() {
    byte[] png = Pictures.png(1);
    byte[] jpeg = CraftedPictures.jpeg(2);
    List<Case> table = new ArrayList<>();
    table.add(good("empty key", "", Pictures.png(3)));
    table.add(good("null key", null, Pictures.png(4)));
    table.add(bad("null value", null, "null-value"));
    table.add(bad("zero bytes", new byte[0], "empty"));
    table.add(bad("text", "no such picture".getBytes(UTF_8), "not-a-picture"));
    table.add(
        new Case(
            "HTML named x.jpg",
            "x.jpg",
            "<!doctype html><title>404</title>".getBytes(UTF_8),
            Optional.of("not-a-picture")));
    table.add(bad("TIFF", "II*\0\b\0\0\0".getBytes(ISO_8859_1), "unsupported-format"));
    table.add(bad("20 MB", CraftedPictures.padded(jpeg, OVER_LIMIT), "too-many-bytes"));
    table.add(bad("30,000x30,000 pixels", CraftedPictures.bomb(BOMB, BOMB), "too-many-pixels"));
    for (int tenths = 1; tenths < 10; tenths++) {
      table.add(bad("JPEG cut at " + tenths, CraftedPictures.cut(jpeg, tenths), "truncated"));
      table.add(bad("PNG cut at " + tenths, CraftedPictures.cut(png, tenths), "truncated"));
    }
    table.add(good("whole JPEG", jpeg));
    table.add(good("whole PNG", png));
    table.add(good("grey PNG", CraftedPictures.redrawn(5, BufferedImage.TYPE_BYTE_GRAY, "png")));
    table.add(good("grey JPEG", CraftedPictures.redrawn(5, BufferedImage.TYPE_BYTE_GRAY, "jpg")));
    table.add(
        good("PNG with alpha", CraftedPictures.redrawn(6, BufferedImage.TYPE_INT_ARGB, "png")));
    table.add(good("16-bit PNG", CraftedPictures.deepPng(40, 32)));
    table.add(good("JPEG turned by Exif", CraftedPictures.turnedJpeg(8)));
    for (String stored : STORED) {
      table.add(good(stored, CraftedPictures.stored(stored)));
    }
    return IntStream.range(0, table.size())
        .boxed()
        .flatMap(i -> Stream.of(good("neighbour " + i, Pictures.png(100 + i)), table.get(i)))
        .toList();
  }

  @BeforeAll
  static void sendAllAndAwaitAnAnswerToEach() throws Exception {
    stage = new Stage(folder);
    names = stage.topics("bad-");
    try (KafkaProducer<String, byte[]> producer = stage.producer()) {
      for (Case each : cases) {
        pointers.put(each, send(producer, each));
      }
    }
    stage.publish(names, model);
    slot.swap(ServingModel.load(model, new OnnxRuntimeEngine(new Device.Cpu()), 1));
    instance = StreamInstance.start(StreamConfig.from(stage.options(names, "in-process")));
    try (KafkaConsumer<String, byte[]> predicted = stage.consumer(names.predictions());
        KafkaConsumer<String, byte[]> refused = stage.consumer(names.deadLetters())) {
      await().atMost(Stage.limit()).until(() -> poll(predicted, refused) >= cases.size());
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(10))
          .until(() -> poll(predicted, refused) == cases.size());
    }
  }

  @AfterAll
  static void close() {
    if (instance != null) {
      instance.close();
    }
    offline.close();
    slot.close();
    stage.close();
  }

  static List<Case> cases() {
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void shouldClassifyOrRefuseEachRecordOnItsOwn(Case sent) throws Exception {
    PicturePointer pointer = pointers.get(sent);
    String id = sent.key() == null || sent.key().isEmpty() ? pointer.toString() : sent.key();
    List<Prediction> predicted = predictions.getOrDefault(pointer, List.of());
    List<ConsumerRecord<String, byte[]>> refused = deadLetters.getOrDefault(pointer, List.of());

    if (sent.reason().isEmpty()) {
      assertThat(refused).isEmpty();
      assertThat(predicted).hasSize(1);
      assertThat(predicted.get(0).imageId()).isEqualTo(id);
      assertThat(predicted.get(0).modelVersion()).isEqualTo("v1");
      assertSameAsOffline(predicted.get(0), sent.value());
    } else {
      assertThat(predicted).isEmpty();
      assertThat(refused).hasSize(1);
      assertThat(refused.get(0).key()).isEqualTo(id);
      assertThat(refused.get(0).value()).isEqualTo(sent.value());
      assertThat(header(refused.get(0), DeadLetterHeaders.REASON))
          .isEqualTo(sent.reason().orElseThrow());
      assertThat(header(refused.get(0), DeadLetterHeaders.DETAIL)).isNotBlank();
      assertThat(header(refused.get(0), "content-type")).isEqualTo("image/jpeg");
    }
  }

  @Test
  void shouldAnswerNothingThatWasNotSent() {
    List<PicturePointer> answered = new ArrayList<>(predictions.keySet());
    answered.addAll(deadLetters.keySet());

    assertThat(answered).containsExactlyInAnyOrderElementsOf(pointers.values());
  }

  @Test
  void shouldOutliveWhatTheTopicsOfAnswersDoNotTake() throws Exception {
    Map<String, Object> properties = new HashMap<>(stage.clients());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * COMPRESSED);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * COMPRESSED);
    ProducerRecord<String, byte[]> headers =
        new ProducerRecord<>(names.images(), 1, "headers", Pictures.png(1));
    headers.headers().add("exif", new byte[2 * Topics.EVENT_MESSAGE_BYTES]);
    try (KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        KafkaConsumer<String, byte[]> predicted = stage.consumer(names.predictions());
        KafkaConsumer<String, byte[]> refused = stage.consumer(names.deadLetters())) {
      producer.send(headers).get(30, TimeUnit.SECONDS);
      producer
          .send(new ProducerRecord<>(names.images(), 1, "compressed", new byte[COMPRESSED]))
          .get(30, TimeUnit.SECONDS);
      producer
          .send(new ProducerRecord<>(names.images(), 1, "last", Pictures.png(2)))
          .get(30, TimeUnit.SECONDS);

      await().atMost(Stage.limit()).until(() -> keys(predicted).contains("last"));
      Map<String, String> reasons = new HashMap<>();
      await()
          .atMost(Stage.limit())
          .until(
              () -> {
                refused
                    .poll(Duration.ofMillis(100))
                    .forEach(
                        letter ->
                            reasons.put(letter.key(), header(letter, DeadLetterHeaders.REASON)));
                return reasons.containsKey(names.images() + "-1-1");
              });
      assertThat(reasons)
          .containsEntry("headers", "envelope-too-large")
          .containsEntry(names.images() + "-1-1", "too-many-bytes");
    }
    assertThat(instance.terminated()).isNotDone();
  }

  @Test
  void shouldBeLiveAndReadyAfterAllOfIt() {
    assertThat(instance.terminated()).isNotDone();
    assertThat(instance.health().live()).isTrue();
    assertThat(instance.health().ready()).as(instance.health().toString()).isTrue();
  }

  private static void assertSameAsOffline(Prediction prediction, byte[] picture) throws Exception {
    Answer answer = offline.submit(List.of(picture)).get(0).get(30, TimeUnit.SECONDS);
    Map<String, Double> expected = ((Classified) answer).scores();

    assertThat(prediction.scores().keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (label, score) ->
            assertThat(prediction.scores().get(label)).as(label).isCloseTo(score, within(1e-5)));
  }

  private static PicturePointer send(KafkaProducer<String, byte[]> producer, Case each)
      throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(names.images(), 0, each.key(), each.value());
    record.headers().add("content-type", "image/jpeg".getBytes(UTF_8));
    RecordMetadata metadata = producer.send(record).get(30, TimeUnit.SECONDS);
    return new PicturePointer(metadata.topic(), metadata.partition(), metadata.offset());
  }

  private static List<String> keys(KafkaConsumer<String, byte[]> consumer) {
    List<String> keys = new ArrayList<>();
    consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
    return keys;
  }

  private static int poll(
      KafkaConsumer<String, byte[]> predicted, KafkaConsumer<String, byte[]> refused) {
    for (ConsumerRecord<String, byte[]> record : predicted.poll(Duration.ofMillis(100))) {
      Prediction prediction = Stage.prediction(record.value());
      predictions.computeIfAbsent(prediction.picture(), p -> new ArrayList<>()).add(prediction);
    }
    for (ConsumerRecord<String, byte[]> record : refused.poll(Duration.ofMillis(100))) {
      PicturePointer origin =
          new PicturePointer(
              header(record, DeadLetterHeaders.TOPIC),
              Integer.parseInt(header(record, DeadLetterHeaders.PARTITION)),
              Long.parseLong(header(record, DeadLetterHeaders.OFFSET)));
      deadLetters.computeIfAbsent(origin, p -> new ArrayList<>()).add(record);
    }
    return Stream.concat(predictions.values().stream(), deadLetters.values().stream())
        .mapToInt(List::size)
        .sum();
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    assertThat(header).as("header %s", name).isNotNull();
    return new String(header.value(), UTF_8);
  }

  private static Case good(String name, byte[] value) {
    return good(name, name, value);
  }

  private static Case good(String name, String key, byte[] value) {
    return new Case(name, key, value, Optional.empty());
  }

  private static Case bad(String name, byte[] value, String reason) {
    return new Case(name, name, value, Optional.of(reason));
  }
}
