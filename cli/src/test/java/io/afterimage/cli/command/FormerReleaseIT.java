package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.afterimage.broker.BrokerProcess;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.Split;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.file.PathUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a published model, a training set and a checkpoint that release 0.1 wrote. */
class FormerReleaseIT {

  private static final Path WRITTEN = Path.of("src/test/resources/io/afterimage/cli/upgrade");
  private static final String DIGEST =
      "8f5d6157028aa2aba2428e8251f8027236f9fee4a289e3402a21c71ab810a76d";

  @TempDir static Path folder;

  private static BrokerProcess broker;

  private final TestTerminal terminal = TestTerminal.at(broker.bootstrapServers());

  @BeforeAll
  static void start() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    TestTerminal terminal = TestTerminal.at(broker.bootstrapServers());
    assertThat(terminal.run("topics", "create", "--partitions", "2")).as(terminal.err()).isZero();
    bringIn(WRITTEN.resolve("topics.jsonl.gz"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldServeThePublishedModel() throws IOException {
    assertThat(terminal.run("models", "--json")).as(terminal.err()).isZero();
    assertThat(terminal.out()).contains("\"v1\"", DIGEST, "active");

    Path model = folder.resolve("model");
    assertThat(terminal.run("models", "download", "v1", model.toString()))
        .as(terminal.err())
        .isZero();
    TestTerminal offline = TestTerminal.at(broker.bootstrapServers());
    String image = WRITTEN.resolve("images/train/bag/00100.png").toString();
    assertThat(offline.run("classify", "--model", model.toString(), "--json", image))
        .as(offline.err())
        .isZero();
    assertThat(offline.out()).containsPattern("\"label\":\"(bag|trouser)\"");
  }

  @Test
  void shouldExportTheTrainingSet() throws IOException {
    Path copy = folder.resolve("copy");

    assertThat(terminal.run("training-set", "export", copy.toString())).as(terminal.err()).isZero();

    Dataset exported = FolderDataset.list(copy);
    assertThat(exported.labels()).containsExactly("bag", "trouser");
    assertThat(exported.sizes())
        .containsEntry(Split.TRAIN, 24L)
        .containsEntry(Split.VALIDATION, 10L);
    assertThat(copy.resolve("index.csv")).content().contains("train/bag/00100.png,bag,train");
  }

  @Test
  void shouldResumeFromTheCheckpoint() throws IOException {
    Path resumed = folder.resolve("resumed");
    PathUtils.copyDirectory(WRITTEN.resolve("checkpoint"), resumed);

    int code =
        terminal.run(
            "train",
            WRITTEN.resolve("images").toString(),
            "--size",
            "32",
            "--epochs",
            "12",
            "--batch",
            "4",
            "--output",
            resumed.toString(),
            "--resume");

    assertThat(code).as(terminal.err()).isZero();
    assertThat(terminal.err() + terminal.out()).contains("resuming after 7 of 12 epochs", "12/12");
    assertThat(resumed.resolve("model.onnx")).isNotEmptyFile();
  }

  private static void bringIn(Path records) throws Exception {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(records)), StandardCharsets.UTF_8));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode was = json.readTree(line);
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(
                was.get("topic").asText(),
                was.get("partition").asInt(),
                bytes(was.get("key")),
                bytes(was.get("value")));
        was.get("headers")
            .properties()
            .forEach(header -> record.headers().add(header.getKey(), bytes(header.getValue())));
        producer.send(record).get();
      }
    }
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.asText());
  }
}
