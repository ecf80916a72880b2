package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.cli.letters.FoundLetters;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterSelection;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.testkit.PngImages;
import io.afterimage.testkit.WholeTopic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tools against a real broker in its own process. */
class ToolsIT {

  @TempDir static Path folder;

  private static BrokerProcess broker;

  private final TestTerminal terminal = TestTerminal.at(broker.bootstrapServers());

  @BeforeAll
  static void start() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldCreateTopicsOnceAndRefuseOtherPartitions() {
    assertThat(
            terminal.run(
                "topics", "create", "--topic-prefix", "a.", "--partitions", "2", "--dry-run"))
        .isZero();
    assertThat(terminal.out()).contains("would be created, 2 partitions");

    assertThat(terminal.run("topics", "create", "--topic-prefix", "a.", "--partitions", "2"))
        .isZero();
    assertThat(terminal.out()).containsPattern("a\\.images +created, 2 partitions");

    assertThat(terminal.run("topics", "create", "--topic-prefix", "a.", "--partitions", "2"))
        .isZero();
    assertThat(terminal.out()).containsPattern("a\\.images +unchanged");

    assertThat(terminal.run("topics", "create", "--topic-prefix", "a.", "--partitions", "3"))
        .isEqualTo(1);
    assertThat(terminal.out()).containsPattern("a\\.images +refused, it has 2 partitions");
  }

  @Test
  void shouldSendEveryFileOfAFolderAsOftenAsTold() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos/cats")).getParent();
    Files.writeString(photos.resolve("cats/1.jpg"), "one");
    Files.writeString(photos.resolve("cats/2.jpg"), "two");
    terminal.run("topics", "create", "--topic-prefix", "b.");

    assertThat(
            terminal.run(
                "produce",
                photos.toString(),
                "--topic-prefix",
                "b.",
                "--repeat",
                "3",
                "--rate",
                "50"))
        .isZero();
    assertThat(terminal.err()).contains("6 images in b.images");
  }

  @Test
  void shouldSayWhichTopicIsMissing() {
    assertThat(terminal.run("predictions", "--topic-prefix", "nowhere.", "--limit", "1"))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("nowhere.predictions", "topics create");
  }

  @Test
  @Timeout(120)
  void shouldSayAtOnceWhichTopicIsMissingBeforeItSendsAnything() throws IOException {
    Path file = Files.writeString(folder.resolve("picture.png"), "any bytes");

    assertThat(terminal.run("produce", file.toString(), "--topic-prefix", "nowhere.")).isEqualTo(1);
    assertThat(terminal.run("label", "a.png", "cat", "--topic-prefix", "nowhere.")).isEqualTo(1);
    assertThat(terminal.run("control", "status", "--topic-prefix", "nowhere.")).isEqualTo(1);

    assertThat(terminal.err().lines())
        .filteredOn(line -> line.contains("topics create"))
        .hasSize(3)
        .anyMatch(line -> line.contains("nowhere.images"))
        .anyMatch(line -> line.contains("nowhere.labels"))
        .anyMatch(line -> line.contains("nowhere.control"));
  }

  @ParameterizedTest
  @CsvSource({"stream, images", "trainer, training-set"})
  void shouldSayInOneLineWhichTopicsAServiceMisses(String service, String topic) {
    assertThat(terminal.run(service, "--topic-prefix", "nowhere.", "-D", "http.port=0"))
        .isEqualTo(1);
    assertThat(terminal.err().lines())
        .singleElement()
        .asString()
        .contains("nowhere." + topic, "nowhere.model-artifacts", "topics create");
  }

  @Test
  void shouldShowCommittedPredictionsFromTheBeginning() {
    terminal.run("topics", "create", "--topic-prefix", "c.");
    writePredictions("c.predictions", 5);

    assertThat(
            terminal.run(
                "predictions",
                "--topic-prefix",
                "c.",
                "--from-beginning",
                "--exit-at-end",
                "--json"))
        .isZero();
    List<Prediction> shown =
        terminal
            .out()
            .lines()
            .filter(line -> line.startsWith("{"))
            .map(line -> EventJson.read(line.getBytes(StandardCharsets.UTF_8), Prediction.class))
            .toList();
    assertThat(shown)
        .extracting(Prediction::imageId)
        .containsExactlyInAnyOrder("p0", "p1", "p2", "p3", "p4");
  }

  @Test
  void shouldEndAtTheLimit() {
    terminal.run("topics", "create", "--topic-prefix", "d.");
    writePredictions("d.predictions", 5);
    TestTerminal own = TestTerminal.at(broker.bootstrapServers());

    assertThat(own.run("predictions", "--topic-prefix", "d.", "--from-beginning", "--limit", "2"))
        .isZero();
    assertThat(own.out().lines()).hasSize(2).allMatch(line -> line.contains("cat"));
  }

  @Test
  void shouldSayWhyItEndsWithoutAPrediction() {
    terminal.run("topics", "create", "--topic-prefix", "f.");

    assertThat(terminal.run("predictions", "--topic-prefix", "f.", "--from-beginning", "-e"))
        .isZero();
    assertThat(terminal.err()).endsWith("no predictions\n").doesNotContain("moment");

    writePredictions("f.predictions", 1);
    assertThat(terminal.run("predictions", "--topic-prefix", "f.", "--exit-at-end")).isZero();
    assertThat(terminal.err()).contains("--from-beginning shows existing ones");
    assertThat(terminal.run("predictions", "--topic-prefix", "f.", "--from-beginning", "-e"))
        .isZero();
    assertThat(terminal.out().lines().filter(line -> line.contains("cat"))).hasSize(1);
  }

  @Test
  void shouldShowOpenRequestsAndSaveTheirImages() throws IOException {
    terminal.run("topics", "create", "--topic-prefix", "g.");
    byte[] png = PngImages.ofClass(8, 0, 0);
    try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
      var sent = producer.send(new ProducerRecord<>("g.images", 0, "a.png", png));
      assertThat(sent.isCancelled()).isFalse();
      LabelRequest audit = request("b.png", LabelRequest.AUDIT, Optional.of(0.5));
      for (LabelRequest request :
          List.of(
              request("a.png", LabelRequest.UNCERTAIN, Optional.empty()),
              audit,
              audit.closed("cat", Instant.EPOCH),
              request("c.png", LabelRequest.AUDIT, Optional.of(0.5)))) {
        sent =
            producer.send(
                new ProducerRecord<>(
                    "g.label-requests", request.imageId(), EventJson.write(request)));
        assertThat(sent.isCancelled()).isFalse();
      }
    }

    assertThat(terminal.run("requests", "--topic-prefix", "g.", "--json")).isZero();
    assertThat(terminal.out().lines().filter(line -> line.startsWith("{")))
        .extracting(
            line ->
                EventJson.read(line.getBytes(StandardCharsets.UTF_8), LabelRequest.class).imageId())
        .containsExactlyInAnyOrder("a.png", "c.png");
    assertThat(terminal.err())
        .contains("2 open: 1 audit, 1 uncertain", "accuracy", "1.000", "1 labelled audits of 2");

    Path todo = folder.resolve("todo");
    assertThat(
            terminal.run(
                "requests",
                "--topic-prefix",
                "g.",
                "--why",
                "uncertain",
                "--save",
                todo.toString()))
        .isZero();
    assertThat(terminal.out()).containsPattern("uncertain +cat +75.0 % +a.png");
    assertThat(todo.resolve("a.png")).hasBinaryContent(png);
    Path table = todo.resolve("requests.csv");
    Files.writeString(table, Files.readString(table).replace("a.png,,", "a.png,dog,"));
    String[] again = {
      "requests", "--topic-prefix", "g.", "--why", "uncertain", "--save", todo.toString()
    };
    assertThat(terminal.run(again)).isZero();
    assertThat(table).content().contains("a.png,dog,");
    assertThat(terminal.run("label", "--csv", table.toString(), "--yes", "--topic-prefix", "g."))
        .isZero();
    assertThat(terminal.err()).contains("1 labels in g.labels");
  }

  private static LabelRequest request(String id, String why, Optional<Double> probability) {
    return new LabelRequest(
        id,
        new ImagePointer("g.images", 0, 0),
        Optional.empty(),
        "v1",
        "cat",
        0.75,
        Map.of("cat", 0.75, "dog", 0.25),
        Optional.empty(),
        why,
        0.5,
        probability,
        Instant.now(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void shouldListShowAndSaveWhatWasRefused() throws IOException {
    terminal.run("topics", "create", "--topic-prefix", "h.", "--partitions", "1");
    assertThat(terminal.run("dead-letters", "--topic-prefix", "h.")).isZero();
    assertThat(terminal.err()).contains("no dead letters");
    byte[] png = PngImages.ofClass(8, 0, 0);
    refuse("h.", "a.png", png, "truncated");
    refuse("h.", "../b", "no image".getBytes(StandardCharsets.UTF_8), "not-a-picture");
    refuse("h.", "../b", "{}".getBytes(StandardCharsets.UTF_8), "unmatched-label");

    TestTerminal list = at("dead-letters", "--topic-prefix", "h.", "--since", "1h");
    assertThat(list.out())
        .containsPattern("(?m)^truncated  1\\n +The image ends too early. Look at the sender")
        .containsPattern("truncated +a.png +detail +h.dead-letters-0-0");
    assertThat(list.err()).contains("3 dead letters, 0 of them sent again", "send-again");
    TestTerminal one =
        at(
            "dead-letters",
            "list",
            "--topic-prefix",
            "h.",
            "--id",
            "../b",
            "--limit",
            "1",
            "--json");
    assertThat(one.out().lines())
        .singleElement()
        .asString()
        .contains("\"place\":\"h.dead-letters-0-2\"", "\"cause\":\"No prediction of the label's");
    assertThat(at("dead-letters", "--topic-prefix", "h.", "--until", "1h").err())
        .contains("no dead letter matches");

    assertThat(at("dead-letters", "show", "0-1", "--topic-prefix", "h.").out())
        .contains("not-a-picture", "came from   h.images-0-7", "text        no image", "6e 6f 20");
    assertThat(terminal.run("dead-letters", "show", "h.images-0-1", "--topic-prefix", "h."))
        .isEqualTo(1);
    assertThat(terminal.run("dead-letters", "show", "0-99", "--topic-prefix", "h.")).isEqualTo(1);
    assertThat(terminal.err()).contains("is not in h.dead-letters", "no dead letter lies at");

    Path refused = folder.resolve("refused");
    TestTerminal save = at("dead-letters", "save", refused.toString(), "--topic-prefix", "h.");
    assertThat(save.err()).contains("3 of 3 dead letters saved");
    assertThat(refused.resolve("0-0-a.png")).hasBinaryContent(png);
    try (Stream<Path> files = Files.list(refused)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(4)
          .allMatch(name -> name.matches("0-\\d-[\\w.-]+\\.(png|bin|json)|dead-letters.csv"));
    }
    assertThat(refused.resolve("dead-letters.csv"))
        .content()
        .contains("0-0-a.png,a.png,truncated,detail,", "h.images-0-7");
    assertThat(terminal.run("dead-letters", "save", refused.toString(), "--topic-prefix", "h."))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("is not empty");
  }

  @Test
  void shouldSendWhatWasRefusedAgainOnce() {
    terminal.run("topics", "create", "--topic-prefix", "i.", "--partitions", "1");
    byte[] bytes = {1, 2, 3};
    refuse("i.", "a.png", bytes, "wrapped");
    refuse("i.", "b.png", bytes, "wrapped");
    refuse("i.", "c.png", bytes, "truncated");
    refuse("i.", "d.png", null, "null-value");
    String[] wrapped = {
      "dead-letters", "send-again", "--topic-prefix", "i.", "--reason", "wrapped", "--why", "mended"
    };

    assertThat(terminal.run(with(wrapped, "--dry-run"))).isZero();
    assertThat(terminal.out())
        .contains("wrapped  2\n", "set images.unwrap", "2 would be sent again", "dry run");
    assertThat(terminal.run(wrapped)).as("nobody to ask").isEqualTo(1);
    assertThat(terminal.err()).contains("--yes");
    assertThat(records("i.images")).isEmpty();

    TestTerminal sent = at(with(wrapped, "--yes", "--by", "olga", "--json"));
    assertThat(sent.out())
        .isEqualToIgnoringNewLines(
            "{\"dryRun\":false,\"open\":2,\"sent\":2,\"before\":0,\"missing\":0,\"kept\":[]}");
    TestTerminal again = at(with(wrapped, "--yes"));
    assertThat(again.err()).contains("all of them were sent again before");
    assertThat(at("dead-letters", "show", "0-0", "--topic-prefix", "i.").out())
        .contains("sent again  by olga at ", ": mended");
    assertThat(at("dead-letters", "--open", "--topic-prefix", "i.", "--json").out().lines())
        .extracting(line -> line.replaceFirst(".*\"imageId\":\"(.*?)\".*", "$1"))
        .containsExactlyInAnyOrder("c.png", "d.png");

    String[] places = {
      "dead-letters", "send-again", "--topic-prefix", "i.", "--why", "mended", "0-2"
    };
    assertThat(at(places).err()).contains("1 sent again, 0 had been before, 0 cannot be");
    assertThat(terminal.run(with(places, "0-3", "0-99", "--yes"))).isEqualTo(1);
    assertThat(terminal.err())
        .contains("i.dead-letters-0-3 was not sent: ")
        .contains("1 of the places have no such dead letter");
    await()
        .until(
            () -> records("i.images").stream().map(ConsumerRecord::key).toList(),
            List.of("a.png", "b.png", "c.png")::equals);
  }

  @Test
  void shouldSaveWhatIsWorthLookingAtAndCountWhatIsRefusedMeanwhile() throws Exception {
    terminal.run("topics", "create", "--topic-prefix", "j.", "--partitions", "1");
    byte[] png = PngImages.ofClass(8, 0, 0);
    try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
      for (String id : List.of("sure.png", "../unsure", "../unsure", "gone.png")) {
        long offset = producer.send(new ProducerRecord<>("j.images", id, png)).get().offset();
        long at = id.equals("gone.png") ? 99 : offset;
        Prediction prediction =
            prediction(id, new ImagePointer("j.images", 0, at), id.equals("sure.png") ? 0.9 : 0.5);
        var sent =
            producer.send(new ProducerRecord<>("j.predictions", id, EventJson.write(prediction)));
        assertThat(sent.isCancelled()).isFalse();
      }
    }
    refuse("j.", "a.png", new byte[] {1}, "truncated");
    Path unsure = folder.resolve("unsure");

    TestTerminal own =
        at(
            "predictions",
            "--topic-prefix",
            "j.",
            "--from-beginning",
            "-e",
            "--below",
            "0.6",
            "--label",
            "cat,dog",
            "--save",
            unsure.toString());

    assertThat(own.out().lines()).hasSize(3).noneMatch(line -> line.contains("sure.png"));
    assertThat(own.err())
        .contains("3 of 4 predictions; 1 refused: 1 truncated", "dead-letters")
        .contains("gone.png is no longer at j.images-0-99", "2 images in " + unsure);
    try (Stream<Path> files = Files.list(unsure)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(3)
          .allMatch(name -> name.matches("_\\._unsure[\\w.-]+\\.png|predictions.csv"));
    }
    assertThat(at("predictions", "--topic-prefix", "j.", "--from-beginning", "--limit", "1").err())
        .as("also of what the limit does not wait for")
        .contains("1 predictions; 1 refused: 1 truncated");
    Path table = unsure.resolve("predictions.csv");
    Files.writeString(table, Files.readString(table).replace("../unsure,,", "../unsure,dog,"));
    assertThat(terminal.run("label", "--csv", table.toString(), "--yes", "--topic-prefix", "j."))
        .isZero();
    assertThat(terminal.err()).contains("2 labels in j.labels");
    assertThat(
            at("predictions", "--topic-prefix", "j.", "--since", "1970-01-02", "-e").out().lines())
        .hasSize(4);
  }

  @Test
  void shouldShowPredictionsWhereNobodyMayReadWhatIsRefused() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("k.predictions", 1, (short) 1))).all().get();
    }
    writePredictions("k.predictions", 1);

    TestTerminal own = at("predictions", "--topic-prefix", "k.", "--from-beginning", "-e");

    assertThat(own.out().lines()).hasSize(1);
    assertThat(own.err())
        .contains("what is refused is not counted", "k.dead-letters", "refused ones not counted");
  }

  /** Runs a command that has to succeed. */
  private static TestTerminal at(String... arguments) {
    TestTerminal own = TestTerminal.at(broker.bootstrapServers());
    assertThat(own.run(arguments)).as(own.err()).isZero();
    return own;
  }

  private static String[] with(String[] arguments, String... further) {
    return Stream.of(arguments, further).flatMap(Stream::of).toArray(String[]::new);
  }

  private static List<ConsumerRecord<String, byte[]>> records(String topic) {
    return WholeTopic.records(Map.of("bootstrap.servers", broker.bootstrapServers()), topic);
  }

  /** Writes a dead letter as the stream does; labels say so by their reason. */
  private static void refuse(String prefix, String id, byte[] value, String reason) {
    String origin = prefix + (reason.endsWith("label") ? "labels" : "images");
    try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
      var sent =
          producer.send(
              new ProducerRecord<>(
                  prefix + "dead-letters",
                  0,
                  id,
                  value,
                  DeadLetterHeaders.add(
                      new RecordHeaders(),
                      reason,
                      "detail",
                      new ImagePointer(origin, 0, 7),
                      Instant.now())));
      assertThat(sent.isCancelled()).isFalse();
    }
  }

  @Test
  void shouldTellWhatWasCountedWhereDeadLettersCannotBeReadToTheEnd() {
    terminal.run("topics", "create", "--topic-prefix", "m.", "--partitions", "1");
    refuse("m.", "a.png", new byte[1], "truncated");
    refuse("m.", "b.png", new byte[1], "empty");
    refuse("m.", "c.png", new byte[1], "truncated");
    LetterReader reader =
        new LetterReader(
            KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers())),
            Duration.ofSeconds(3));
    Terminal nowhere = TestTerminal.unread();
    try (KafkaProducer<String, byte[]> open = producer(Map.of("transactional.id", "m."))) {
      open.initTransactions();
      open.beginTransaction();
      send(open, "m.dead-letters", List.of("of a transaction that stays open"));
      open.flush();

      assertThatThrownBy(
              () ->
                  FoundLetters.read(
                      reader, "m.dead-letters", LetterSelection.at(Set.of()), nowhere))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("only to offset [3]")
          .hasMessageContaining("3 records were read")
          .hasMessageContaining("among them: 2 truncated, 1 empty; --since 1h");
      open.abortTransaction();
    }
  }

  @Test
  void shouldShowThatThereAreNoModelsYet() {
    terminal.run("topics", "create", "--topic-prefix", "e.");

    assertThat(terminal.run("models", "--topic-prefix", "e.")).isZero();
    assertThat(terminal.err()).contains("no version is published yet");

    assertThat(terminal.run("models", "pin", "v1", "--topic-prefix", "e.")).isEqualTo(1);
    assertThat(terminal.err()).contains("version v1 is unknown");
  }

  private static void writePredictions(String topic, int count) {
    try (KafkaProducer<String, byte[]> producer = producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, topic, IntStream.range(0, count).mapToObj(i -> "p" + i).toList());
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, topic, List.of("aborted"));
      producer.flush();
      producer.abortTransaction();
    }
  }

  private static void send(KafkaProducer<String, byte[]> producer, String topic, List<String> ids) {
    for (String id : ids) {
      Prediction prediction = prediction(id, new ImagePointer("images", 0, 0), 0.9);
      var sent = producer.send(new ProducerRecord<>(topic, id, EventJson.write(prediction)));
      assertThat(sent.isCancelled()).isFalse();
    }
  }

  private static Prediction prediction(String id, ImagePointer place, double confidence) {
    return new Prediction(
        id,
        place,
        "v1",
        "cat",
        confidence,
        Map.of("cat", confidence, "dog", 1 - confidence),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> own) {
    Map<String, Object> properties = new HashMap<>(own);
    properties.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }
}
