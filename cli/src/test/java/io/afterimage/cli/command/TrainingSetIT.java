package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.broker.BrokerProcess;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.models.LabelReview;
import io.afterimage.models.Lineage;
import io.afterimage.models.Manifest;
import io.afterimage.models.Models;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.store.KafkaLineageStore;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.testkit.WholeTopic;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.ImageBytes;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders into the training set and out of it, and labels, through a real broker. */
class TrainingSetIT {

  private static final int PARTITIONS = 6;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;

  private static BrokerProcess broker;

  private final TestTerminal terminal = TestTerminal.at(broker.bootstrapServers());

  @BeforeAll
  static void start() throws IOException {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    for (int i = 0; i < 20; i++) {
      image("photos/cats/%d.png".formatted(i), 0x880000 + i);
      image("photos/dogs/%d.png".formatted(i), 0x008800 + i);
    }
    Files.writeString(folder.resolve("photos/cats/notes.txt"), "no cat");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldLoadOnceNameBrokenFilesAndExportTheSame() throws IOException {
    topics("a.");
    String photos = folder.resolve("photos").toString();

    assertThat(terminal.run("training-set", "load", photos, "--size", "32", "--topic-prefix", "a."))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("skipped cats/notes.txt: not-a-picture");
    assertThat(terminal.out()).contains("40 added, 0 there already, 0 without room, 1 skipped");

    TestTerminal again = TestTerminal.at(broker.bootstrapServers());
    again.run("training-set", "load", photos, "--size", "32", "--topic-prefix", "a.");
    assertThat(again.out()).contains("0 added, 40 there already, 0 without room, 1 skipped");

    Path copy = folder.resolve("copy");
    assertThat(terminal.run("training-set", "export", copy.toString(), "--topic-prefix", "a."))
        .isZero();
    Dataset exported = FolderDataset.list(copy);
    assertThat(exported.images()).hasSize(40);
    assertThat(exported.sizes())
        .isEqualTo(
            new TreeMap<>(
                FolderDataset.listing(folder.resolve("photos"), StableSplit.SERVICE)
                    .images()
                    .stream()
                    .filter(image -> !image.id().endsWith(".txt"))
                    .collect(Collectors.groupingBy(p -> p.split(), Collectors.counting()))));
    assertThat(exported.sizes().keySet()).contains(Split.TRAIN);
    List<String> index = Files.readAllLines(copy.resolve("index.csv"));
    assertThat(index)
        .hasSize(41)
        .startsWith("file,id,label,split,labelled_at,source,labelled_by,group");
    assertThat(index)
        .anyMatch(line -> line.matches(".*/cats_7-[0-9a-f]+\\.png\"?,cats/7.png,cats,.*"));

    assertThat(terminal.run("training-set", "export", copy.toString(), "--topic-prefix", "a."))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("is not empty");
  }

  @Test
  void shouldFillTheRoomThatThereIsEvenlyAndNoMore() {
    topics("b.");
    String[] load = {
      "training-set",
      "load",
      folder.resolve("photos").toString(),
      "--size",
      "32",
      "--max-pictures",
      "24",
      "--max-per-class",
      "15",
      "--topic-prefix",
      "b."
    };

    terminal.run(load);
    assertThat(terminal.out())
        .containsPattern("24 added, 0 there already, 1[67] without room")
        .containsPattern("cats +12")
        .containsPattern("dogs +12");

    TestTerminal again = TestTerminal.at(broker.bootstrapServers());
    again.run(load);
    assertThat(again.out()).contains("0 added, 24 there already, 17 without room, 0 skipped");
  }

  @Test
  void shouldRemoveAndRenameWhatMatchesAfterAskingOnly() {
    topics("d.");
    String photos = folder.resolve("photos").toString();
    terminal.run("training-set", "load", photos, "--size", "32", "--topic-prefix", "d.");

    assertThat(edit("remove", "--label", "cats")).isEqualTo(1);
    assertThat(terminal.err()).contains("--yes").contains("--dry-run");
    assertThat(edit("remove", "--label", "cats", "--source", "anna", "--yes")).isZero();
    assertThat(terminal.out()).contains("no example of the training set matches");
    assertThat(edit("remove", "--label", "cats", "--source", "folder", "--dry-run")).isZero();
    assertThat(terminal.out()).containsPattern("cats +20").contains("dry run");
    assertThat(edit("remove", "--id", "cats/7.png", "--id", "dogs/3.png", "--yes")).isZero();
    assertThat(terminal.out()).contains("cats/7.png  cats  by folder", "2 removed");
    assertThat(edit("rename", "cats", " Tabby  cat ", "--yes")).isZero();
    assertThat(terminal.out()).contains("19 renamed from 'cats' to 'Tabby cat'");
    assertThat(edit("remove")).isEqualTo(2);

    TestTerminal again = TestTerminal.at(broker.bootstrapServers());
    again.run("training-set", "load", photos, "--size", "32", "--topic-prefix", "d.");
    assertThat(again.out())
        .contains("2 added, 38 there already")
        .containsPattern("Tabby cat +19")
        .containsPattern("dogs +20");
  }

  @Test
  void shouldForgetAnImageAndSayWhichVersionsWereMadeWithItAndWhatRemains() {
    topics("e.");
    TopicNames names = new TopicNames("e.");
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    String photos = folder.resolve("photos").toString();
    terminal.run("training-set", "load", photos, "--size", "32", "--topic-prefix", "e.");
    try (ModelPublisher publisher =
        ModelPublisher.open(
            KafkaClients.of(client), names, "e.publisher", LIMIT, Clock.systemUTC())) {
      Announced first = publisher.publish(Models.model(Manifest.UNPUBLISHED, 1000, 1));
      publisher.publish(Models.model(Manifest.UNPUBLISHED, 1000, 2));
      new KafkaLineageStore(KafkaClients.of(client), names.modelArtifacts(), LIMIT)
          .put(first.sha256(), new Lineage(Map.of("train", List.of("cats/7.png"))));
    }

    assertThat(terminal.run("forget", "cats/7.png", "--dry-run", "--topic-prefix", "e.")).isZero();
    assertThat(terminal.out())
        .contains(
            "cats/7.png is in the training set",
            "version v1 was made with it: train",
            "version v2: unknown",
            "dry run");
    assertThat(terminal.run("forget", "cats/7.png", "--yes", "--topic-prefix", "e.")).isZero();

    assertThat(terminal.out())
        .contains("its label taken back")
        .containsPattern("e\\.images: its records.* before 20");
    List<ConsumerRecord<String, byte[]>> labels = WholeTopic.records(client, names.labels());
    assertThat(labels).extracting(ConsumerRecord::key).containsExactly("cats/7.png");
    assertThat(labels.get(0).value()).isNull();
    TestTerminal again = TestTerminal.at(broker.bootstrapServers());
    assertThat(again.run("forget", "cats/7.png", "--dry-run", "--topic-prefix", "e.")).isZero();
    assertThat(again.out()).contains("cats/7.png is not in the training set");
  }

  @Test
  void shouldListLabelsThatLookedWrongToTheLatestRunAndAreStillTheSame() throws IOException {
    topics("s.");
    TopicNames names = new TopicNames("s.");
    KafkaClients clients = KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
    String photos = folder.resolve("photos").toString();
    String[] list = {"training-set", "suspects", "--topic-prefix", "s."};
    assertThat(terminal.run(list)).isZero();
    assertThat(terminal.err()).contains("no run has looked at labels yet");
    terminal.run("training-set", "load", photos, "--size", "32", "--topic-prefix", "s.");
    KafkaLineageStore lineages = new KafkaLineageStore(clients, names.modelArtifacts(), LIMIT);
    Instant at = Instant.parse("2026-11-28T12:00:00Z");
    lineages.put("ab".repeat(32), reviewed(at, suspect("cats/1.png", "cats", 0.99)));
    lineages.put("cd".repeat(32), new Lineage(Map.of("train", List.of("cats/1.png"))));
    lineages.put(
        "ef".repeat(32),
        reviewed(
            at.plusSeconds(1),
            suspect("cats/7.png", "cats", 0.9),
            suspect("dogs/3.png", "catz", 0.8),
            suspect("dogs/4.png", "dogs", 0.7)));

    assertThat(terminal.run(list)).isZero();
    assertThat(terminal.out())
        .contains("2 labels look wrong to a candidate that is not published, of 40")
        .containsPattern("cats/7.png +cats +foxes +0.90 +no")
        .contains("dogs/4.png")
        .doesNotContain("cats/1.png", "dogs/3.png");
    TestTerminal json = TestTerminal.at(broker.bootstrapServers());
    json.run("training-set", "suspects", "--topic-prefix", "s.", "--json", "--label", "dogs");
    JsonNode listing = EventJson.mapper().readTree(json.out());
    assertThat(listing.get("noise").asDouble()).isEqualTo(0.1);
    assertThat(listing.get("suspects")).hasSize(1);
    assertThat(listing.get("suspects").get(0).get("id").asText()).isEqualTo("dogs/4.png");
  }

  @Test
  void shouldListImagesWhoseSourcesDisagree() throws Exception {
    topics("o.");
    String[] list = {"training-set", "disputes", "--topic-prefix", "o."};
    assertThat(terminal.run(list)).isZero();
    assertThat(terminal.out()).contains("disputed: 0 of 0 images");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < 9; i++) {
        Example example =
            new Example(
                "cam-" + i,
                i % 2 == 0 ? "cat" : "dog",
                Split.TRAIN,
                Instant.EPOCH,
                new ImagePointer("images", 0, i),
                Optional.empty(),
                Optional.of("ann"),
                ImageBytes.of(new byte[] {1}));
        producer
            .send(
                ExampleRecords.put(
                    "o.training-set",
                    example.hearing(
                        Optional.of("ben"), i == 7 ? "fox" : example.label(), Instant.EPOCH)))
            .get();
      }
    }

    assertThat(terminal.run(list)).isZero();
    assertThat(terminal.out())
        .contains("disputed: 1 of 9 images that several sources have labelled")
        .containsPattern("cam-7 +ann: dog, ben: fox +\\S+ +0\\.\\d+")
        .containsPattern("ann +9 +0\\.8\\d");
    TestTerminal json = TestTerminal.at(broker.bootstrapServers());
    json.run("training-set", "disputes", "--topic-prefix", "o.", "--json");
    JsonNode listing = EventJson.mapper().readTree(json.out());
    assertThat(listing.get("disputes").get(0).get("opinions").get(1).get("source").asText())
        .isEqualTo("ben");
    assertThat(listing.get("sources")).hasSize(2);
  }

  private static Lineage reviewed(Instant at, LabelReview.Suspect... suspects) {
    return new Lineage(Map.of())
        .withLabels(Optional.of(new LabelReview(at, 40, 0.1, List.of(suspects))));
  }

  private static LabelReview.Suspect suspect(String id, String label, double score) {
    return new LabelReview.Suspect(id, label, "foxes", score, true);
  }

  private int edit(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("training-set", command));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--topic-prefix", "d."));
    return terminal.run(all.toArray(String[]::new));
  }

  @Test
  void shouldSendLabelsWhereTheirImagesAre() throws IOException {
    topics("c.");
    Path csv = Files.writeString(folder.resolve("labels.csv"), "id,label\nx,fox\ny,\n");

    assertThat(terminal.run("label", "one.png", "hare", "--topic-prefix", "c.")).isZero();
    assertThat(terminal.run("label", "--csv", csv.toString(), "--topic-prefix", "c.")).isEqualTo(1);
    assertThat(terminal.err()).contains("row 3: no label", "1 labels in c.labels");
    assertThat(
            terminal.run(
                "label",
                "--folder",
                folder.resolve("photos").toString(),
                "--source",
                "anna",
                "--topic-prefix",
                "c."))
        .isZero();

    Map<String, Label> labels = labels("c.labels");
    assertThat(labels).hasSize(42).containsKey("cats/7.png");
    assertThat(labels.get("cats/7.png").label()).isEqualTo("cats");
    assertThat(labels.get("cats/7.png").source()).contains("anna");
    assertThat(labels.get("x").source()).contains("labels.csv");
    assertThat(labels.get("one.png").label()).isEqualTo("hare");
  }

  @Test
  void shouldSayWhichClassesAndIdsAreNew() throws Exception {
    topics("m.");
    Announced active =
        new Announced(
            "v1",
            "directory:v1",
            "0".repeat(64),
            1,
            List.of("cats", "dogs"),
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH);
    Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(clients, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("m.model-events", "v1", EventJson.write(active))).get();
      producer.send(new ProducerRecord<>("m.predictions", "seen.jpg", new byte[0])).get();
    }

    assertThat(terminal.run("label", "seen.jpg", "cats", "--topic-prefix", "m.")).isZero();
    assertThat(terminal.err()).doesNotContain("does not know", "no prediction");
    assertThat(terminal.run("label", "nosuch.jpg", "catz", "--topic-prefix", "m.")).isZero();
    assertThat(terminal.err())
        .contains("v1 does not know catz, which would become new; it knows cats, dogs")
        .contains("no prediction among the latest has the id nosuch.jpg");
    assertThat(
            terminal.run(
                "label", "seen.jpg", "dogs", "--at", "m.images-0-42", "--topic-prefix", "m."))
        .isZero();
    assertThat(labels("m.labels")).hasSize(2);
    assertThat(labels("m.labels").get("seen.jpg").picture())
        .contains(new ImagePointer("m.images", 0, 42));
  }

  @Test
  void shouldNotLabelWhatIsNoImage() throws IOException {
    topics("n.");
    image("mixed/cats/1.png", 0x102030);
    Files.writeString(folder.resolve("mixed/cats/readme.txt"), "about cats");

    String mixed = folder.resolve("mixed").toString();
    assertThat(terminal.run("label", "--folder", mixed, "--topic-prefix", "n.")).isZero();
    assertThat(terminal.err()).contains("readme.txt: not an image");
    assertThat(labels("n.labels")).containsOnlyKeys("cats/1.png");
  }

  private static Map<String, Label> labels(String topic) {
    Map<String, Label> labels = new TreeMap<>();
    Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
    for (ConsumerRecord<String, byte[]> record : WholeTopic.records(clients, topic)) {
      byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
      assertThat(record.partition()).isEqualTo(Utils.toPositive(Utils.murmur2(key)) % PARTITIONS);
      labels.put(record.key(), EventJson.read(record.value(), Label.class));
    }
    return labels;
  }

  private static void image(String name, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 40 * 40; i++) {
      image.setRGB(i % 40, i / 40, rgb + i);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private static void topics(String prefix) {
    TestTerminal.at(broker.bootstrapServers())
        .run(
            "topics",
            "create",
            "--topic-prefix",
            prefix,
            "--partitions",
            Integer.toString(PARTITIONS));
  }
}
