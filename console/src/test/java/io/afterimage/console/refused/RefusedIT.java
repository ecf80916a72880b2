package io.afterimage.console.refused;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.client.refused.DeadLetter;
import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterSelection;
import io.afterimage.client.refused.LetterSender;
import io.afterimage.client.refused.SendingAgain;
import io.afterimage.client.refused.SentAgain;
import io.afterimage.console.access.LoopbackAccess;
import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.console.web.ConsoleServer;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.rights.Rights;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.testkit.WholeTopic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker; each test has topics of its own prefix. */
class RefusedIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static int number;

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static Map<String, Object> properties;
  private static KafkaClients clients;
  private static Admin admin;
  private static Producer<byte[], byte[]> producer;

  private TopicNames topics;
  private LetterSender sender;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
    properties = Map.of("bootstrap.servers", broker.bootstrapServers());
    clients = KafkaClients.of(properties);
    admin = clients.admin();
    producer = clients.producer(LIMIT, Map.of());
  }

  @AfterAll
  static void stop() {
    producer.close();
    admin.close();
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TopicNames("t%d.".formatted(++number));
    admin
        .createTopics(
            Stream.of(topics.images(), topics.labels(), topics.deadLetters())
                .map(name -> new NewTopic(name, 2, (short) 1))
                .toList())
        .all()
        .get();
    sender = new LetterSender(clients, topics, LIMIT);
  }

  @Test
  void shouldSendWhatWasRefusedAsItCame() throws Exception {
    ImagePointer place =
        refused("cat-1", "bytes".getBytes(UTF_8), "truncated", images(7), "by", "camera");

    SendingAgain done = sender.send(List.of(place), "olga", "the sender is repaired");

    assertThat(done)
        .isEqualTo(
            new SendingAgain(1, List.of(), Map.of(), false, Map.of(0, place.offset() + 1, 1, 0L)));
    ConsumerRecord<String, byte[]> copy = only(topics.images());
    assertThat(copy.key()).isEqualTo("cat-1");
    assertThat(copy.value()).isEqualTo("bytes".getBytes(UTF_8));
    assertThat(copy.headers().toArray())
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactly("by=camera", "afterimage-sent-again=" + place);
    SentAgain mark = marks(1).get(0);
    assertThat(mark).isEqualTo(new SentAgain(place, "olga", "the sender is repaired", mark.at()));
  }

  @Test
  void shouldSendEachOnceWhoeverAsksHowOften() throws Exception {
    List<ImagePointer> places =
        IntStream.range(0, 30)
            .mapToObj(i -> refused("cat-" + i, new byte[] {(byte) i}, "empty", images(i)))
            .toList();
    refused("dog-1", new byte[] {1}, "truncated", images(99));
    Instant now = Instant.now().plusSeconds(1);

    List<CompletableFuture<SendingAgain>> calls =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            new LetterSender(clients, topics, LIMIT)
                                .sendAll("empty", now, Map.of(), 1_000, "person" + i, "why")))
            .toList();
    calls.forEach(CompletableFuture::join);
    assertThat(sender.send(places, "again", "why"))
        .returns(0, SendingAgain::sent)
        .returns(30, done -> done.before().size());

    assertThat(committed(topics.images(), 30))
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 30).mapToObj(i -> "cat-" + i).toList());
    assertThat(marks(30)).extracting(SentAgain::letter).containsExactlyInAnyOrderElementsOf(places);
  }

  @Test
  void shouldSendAReasonInParts() {
    IntStream.range(0, 5).forEach(i -> refused("cat-" + i, new byte[1], "empty", images(i)));
    Instant now = Instant.now().plusSeconds(1);

    assertThat(sender.sendAll("empty", now, Map.of(), 3, "olga", "why"))
        .returns(3, SendingAgain::sent)
        .returns(true, SendingAgain::more);
    assertThat(sender.sendAll("empty", now, Map.of(), 3, "olga", "why"))
        .returns(2, SendingAgain::sent)
        .returns(false, SendingAgain::more);
    assertThat(sender.sendAll("empty", Instant.EPOCH, Map.of(), 3, "olga", "why"))
        .as("only what was refused before")
        .returns(0, SendingAgain::sent);
  }

  @Test
  void shouldEndWhereSomebodyStopsItAndGoOnFromThere() {
    refused("cat-0", new byte[] {2}, "empty", images(0));
    for (int i = 1; i < 600; i++) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  topics.deadLetters(),
                  0,
                  new byte[] {1},
                  new byte[] {2},
                  DeadLetterHeaders.add(
                      new RecordHeaders(), "empty", "", images(i), Instant.now())));
    }
    producer.flush();
    LetterSelection all = LetterSelection.at(Set.of());
    Map<TopicPartition, Long> starts =
        new LetterReader(clients, LIMIT).starts(topics.deadLetters(), all);

    SendingAgain part = sender.sendSelected(starts, all, 1_000, "olga", "why", looked -> false);
    assertThat(part).returns(500, SendingAgain::sent).returns(true, SendingAgain::more);

    Map<TopicPartition, Long> rest =
        Map.of(new TopicPartition(topics.deadLetters(), 0), part.next().get(0));
    assertThat(sender.sendSelected(rest, all, 1_000, "olga", "why", looked -> true))
        .returns(100, SendingAgain::sent)
        .returns(false, SendingAgain::more);
  }

  /** An original is older than its letter, so that retention takes it first. */
  @Test
  void shouldGoOnBehindThoseThatCannotBeSent() throws Exception {
    ImagePointer first = write(topics.images(), "far", "far");
    for (int i = 0; i < 600; i++) {
      var unused = producer.send(new ProducerRecord<>(topics.images(), 0, null, new byte[1]));
    }
    ImagePointer last = write(topics.images(), "near", "near");
    for (int i = 0; i < 3; i++) {
      pointer(new ImagePointer(topics.images(), 0, 999 + i), "0".repeat(64));
    }
    pointer(new ImagePointer(topics.images(), 77, 0), "0".repeat(64));
    pointer(last, Sha256.of("near".getBytes(UTF_8)));
    pointer(first, Sha256.of("far".getBytes(UTF_8)));
    pointer(first, Sha256.of("far".getBytes(UTF_8)));
    Instant now = Instant.now().plusSeconds(1);

    SendingAgain part = sendAll(now, Map.of());
    assertThat(part)
        .returns(0, SendingAgain::sent)
        .returns(true, SendingAgain::more)
        .returns(4, done -> done.kept().size());
    SendingAgain rest = sendAll(now, part.next());
    assertThat(rest)
        .returns(3, SendingAgain::sent)
        .returns(false, SendingAgain::more)
        .returns(Map.of(), SendingAgain::kept);
    assertThat(sendAll(now, part.next())).returns(3, done -> done.before().size());
    assertThat(sendAll(now, rest.next())).returns(0, done -> done.before().size());

    assertThat(committed(topics.images(), 605))
        .filteredOn(record -> record.headers().lastHeader(DeadLetterHeaders.SENT_AGAIN) != null)
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrder("far", "far", "near");
  }

  private SendingAgain sendAll(Instant before, Map<Integer, Long> from) {
    return sender.sendAll("unprocessable", before, from, 4, "olga", "why");
  }

  private static ImagePointer write(String topic, String key, String value) throws Exception {
    RecordMetadata at =
        producer
            .send(new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), value.getBytes(UTF_8)))
            .get();
    return new ImagePointer(topic, 0, at.offset());
  }

  /** The stream has a transaction open on the topic nearly always. */
  @Test
  void shouldSeeAMarkBehindAnOpenTransactionOfTheStream() throws Exception {
    ImagePointer place = refused("cat-1", new byte[1], "empty", images(1));
    try (Producer<byte[], byte[]> stream = transactional("stream")) {
      stream.beginTransaction();
      stream.send(new ProducerRecord<>(topics.deadLetters(), place.partition(), null, null)).get();
      producer.send(mark(place)).get();

      CompletableFuture<SendingAgain> again =
          CompletableFuture.supplyAsync(() -> sender.send(List.of(place), "olga", "why"));
      await().during(Duration.ofMillis(500)).until(() -> !again.isDone());
      stream.commitTransaction();

      assertThat(again.join()).returns(0, SendingAgain::sent);
    }
    assertThat(WholeTopic.records(properties, topics.images())).isEmpty();
  }

  @Test
  void shouldSendWhatAnotherHadBegunToSendAndEndTheOther() throws Exception {
    ImagePointer place = refused("cat-1", new byte[] {1}, "empty", images(1));
    try (Producer<byte[], byte[]> stuck = transactional(Rights.deadLetterSender(topics))) {
      stuck.beginTransaction();
      stuck.send(new ProducerRecord<>(topics.images(), new byte[] {1})).get();
      stuck.send(mark(place)).get();

      assertThat(sender.send(List.of(place), "olga", "why")).returns(1, SendingAgain::sent);

      assertThat(CompletableFuture.runAsync(stuck::commitTransaction)).failsWithin(LIMIT);
    }
    assertThat(only(topics.images()).key()).isEqualTo("cat-1");
    assertThat(marks(1)).hasSize(1);
  }

  @Test
  void shouldSendWhatStayedWhereItLay() throws Exception {
    RecordMetadata at =
        producer
            .send(
                new ProducerRecord<>(
                    topics.images(), 1, "large".getBytes(UTF_8), new byte[] {1, 2, 3}))
            .get();
    ImagePointer origin = new ImagePointer(topics.images(), at.partition(), at.offset());
    ImagePointer whole = pointer(origin, Sha256.of(new byte[] {1, 2, 3}));
    ImagePointer other = pointer(origin, Sha256.of(new byte[] {4}));
    ImagePointer gone = pointer(images(77), Sha256.of(new byte[] {1}));

    SendingAgain done = sender.send(List.of(whole, other, gone), "olga", "why");

    assertThat(done.sent()).isEqualTo(1);
    assertThat(done.kept().get(other)).contains("lies another record");
    assertThat(done.kept().get(gone)).contains("no longer there");
    assertThat(committed(topics.images(), 2))
        .extracting(ConsumerRecord::key)
        .containsExactly("large", "large");
  }

  @Test
  void shouldSendLabelsToLabelsAndNothingThatOnlyTheStreamWrites() throws Exception {
    ImagePointer label =
        refused("cat-1", "{}".getBytes(UTF_8), "unmatched-label", at(topics.labels(), 1));
    ImagePointer prediction =
        refused("cat-2", "{}".getBytes(UTF_8), "malformed-prediction", at(topics.predictions(), 1));
    ImagePointer nothing = refused("cat-3", null, "null-value", images(1));
    ImagePointer never = new ImagePointer(topics.deadLetters(), 0, 999);

    SendingAgain done = sender.send(List.of(label, prediction, nothing), "olga", "why");

    assertThat(done.sent()).isEqualTo(1);
    assertThat(only(topics.labels()).key()).isEqualTo("cat-1");
    assertThat(done.kept()).containsOnlyKeys(prediction, nothing);
    assertThat(sender.send(List.of(never), "olga", "why").kept()).containsOnlyKeys(never);
    assertThat(marks(1)).hasSize(1);
  }

  @Test
  void shouldShowThemAndSendAgainByThePage() throws Exception {
    refused("<img src=x>", "<svg>\u00e9".getBytes(UTF_8), "not-a-picture", images(4), "x", "<b>");
    ImagePointer second = refused("cat-2", null, "made-up", images(5));
    String large = "k".repeat(100_000);
    var unused = refused(large, null, "envelope-too-large", images(6));
    try (RefusedViews views =
            RefusedViews.start(clients, topics, news -> {}, InstantSource.system());
        ConsoleServer server =
            ConsoleServer.start(
                "127.0.0.1",
                0,
                transport -> {},
                List.of(new LoopbackAccess(new Person("olga", Role.OPERATOR)), views.routes()))) {
      Page page = new Page(server.port());
      await().until(() -> page.get("").body().contains("\"caughtUp\":true"));

      HttpResponse<String> list = page.get("?reason=not-a-picture");
      assertThat(list.headers().firstValue("content-type").orElseThrow())
          .startsWith("application/json");
      assertThat(list.body())
          .contains("\"imageId\":\"<img src=x>\"", "\"image\":true", "\"letters\":1")
          .contains("The bytes start like no known image format.")
          .doesNotContain("\"imageId\":\"cat-2\"");
      assertThat(page.get("?reason=envelope-too-large").body())
          .contains("\"imageId\":\"" + "k".repeat(DeadLetter.LONGEST_TEXT) + "\"");
      String place = "/0/0".equals(placeOf(second)) ? "/0/1" : "/0/0";
      assertThat(page.get(place).body())
          .contains("3c 73 76 67 3e c3 a9", "\"text\":\"<svg>é\"", "\"value\":\"<b>\"");

      assertThat(page.get("/9/0").statusCode()).as("no such partition").isEqualTo(404);
      assertThat(page.post(place + "/send-again", "{}").statusCode()).isEqualTo(400);
      assertThat(page.post(place + "/send-again", "{\"why\":\"mended\"}").body())
          .contains("\"sent\":1");
      await().until(() -> page.get("").body().contains("\"by\":\"olga\",\"why\":\"mended\""));
      assertThat(page.get("?show=open").body()).doesNotContain("<img src=x>");
      assertThat(
              page.post("/send-again", "{\"reason\":\"not-a-picture\",\"why\":\"mended\"}").body())
          .contains("\"sent\":0", "\"before\":1", "\"more\":false");
    }
  }

  private record Page(int port) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    HttpResponse<String> get(String path) throws Exception {
      return CLIENT.send(
          HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
      return CLIENT.send(
          HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
          HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
      return URI.create("http://127.0.0.1:%d/api/refused%s".formatted(port, path));
    }
  }

  private static String placeOf(ImagePointer at) {
    return "/%d/%d".formatted(at.partition(), at.offset());
  }

  private ImagePointer images(long offset) {
    return at(topics.images(), offset);
  }

  private static ImagePointer at(String topic, long offset) {
    return new ImagePointer(topic, 0, offset);
  }

  /** Writes a dead letter as the stream does. */
  private ImagePointer refused(
      String key, byte[] value, String reason, ImagePointer origin, String... header) {
    Headers own = new RecordHeaders();
    if (header.length == 2) {
      own.add(header[0], header[1].getBytes(UTF_8));
    }
    Headers headers = DeadLetterHeaders.add(own, reason, "detail", origin, Instant.now());
    DeadLetterHeaders.addTimestamp(headers, 1);
    return write(key, value, headers);
  }

  private ImagePointer pointer(ImagePointer origin, String sha256) {
    Headers headers =
        DeadLetterHeaders.add(
            new RecordHeaders(), "unprocessable", "detail", origin, Instant.now());
    DeadLetterHeaders.addContent(headers, 3, sha256);
    return write(origin.toString(), null, headers);
  }

  private ImagePointer write(String key, byte[] value, Headers headers) {
    try {
      RecordMetadata at =
          producer
              .send(
                  new ProducerRecord<>(
                      topics.deadLetters(), 0, key.getBytes(UTF_8), value, headers))
              .get();
      return new ImagePointer(topics.deadLetters(), at.partition(), at.offset());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProducerRecord<byte[], byte[]> mark(ImagePointer letter) {
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(letter.topic(), letter.partition(), null, null);
    DeadLetterHeaders.put(mark.headers(), DeadLetterHeaders.SENT_AGAIN, letter.toString());
    return mark;
  }

  private static Producer<byte[], byte[]> transactional(String id) {
    Producer<byte[], byte[]> opened =
        clients.producer(LIMIT, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
    opened.initTransactions();
    return opened;
  }

  private static ConsumerRecord<String, byte[]> only(String topic) {
    return committed(topic, 1).get(0);
  }

  /** A commit is answered before the last partition shows it. */
  private static List<ConsumerRecord<String, byte[]>> committed(String topic, int count) {
    return await()
        .until(() -> WholeTopic.records(properties, topic), records -> records.size() == count);
  }

  private List<SentAgain> marks(int count) {
    return await().until(this::marks, marks -> marks.size() == count);
  }

  private List<SentAgain> marks() {
    return WholeTopic.records(properties, topics.deadLetters()).stream()
        .map(RefusedIT::bytes)
        .peek(record -> assertThat(kinds(record)).isLessThanOrEqualTo(1))
        .map(SentAgain::read)
        .flatMap(Optional::stream)
        .toList();
  }

  private static long kinds(ConsumerRecord<byte[], byte[]> record) {
    return DeadLetter.read(record).stream().count() + SentAgain.read(record).stream().count();
  }

  private static ConsumerRecord<byte[], byte[]> bytes(ConsumerRecord<String, byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        0,
        0,
        record.key() == null ? null : record.key().getBytes(UTF_8),
        record.value(),
        record.headers(),
        Optional.empty());
  }
}
