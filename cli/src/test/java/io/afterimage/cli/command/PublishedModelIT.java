package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.broker.BrokerProcess;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.training.dataset.StableSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One model in a folder and on the stream, on a real broker. */
class PublishedModelIT {

  private static final int OF_EACH = 12;
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  private Map<String, String> environment = Map.of();

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void shouldAnswerOnTheStreamAsOffline() throws IOException {
    Path images = GreyImages.draw(folder.resolve("pictures"), OF_EACH);
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"))) {
      environment = Map.of("AFTERIMAGE_BOOTSTRAP_SERVERS", broker.bootstrapServers());
      run("topics", "create");
      String model = folder.resolve("model").toString();
      String[] training = {
        "--size", "32", "--epochs", "2", "--learning-rate", "0.01", "--fine-tune", "1", "--publish"
      };
      run(with(training, "train", images.toString(), "-o", model));

      Map<String, JsonNode> offline = offline(images, model);
      Map<String, JsonNode> online = online(images, broker);

      assertThat(online).hasSize(2 * OF_EACH).containsOnlyKeys(offline.keySet());
      online.forEach(
          (id, prediction) -> {
            assertThat(prediction.get("modelVersion").asText()).isEqualTo("v1");
            for (String label : new String[] {"dark", "striped"}) {
              assertThat(prediction.get("scores").get(label).asDouble())
                  .as("%s of %s", label, id)
                  .isCloseTo(
                      offline.get(id).get("scores").get(label).asDouble(), within(TOLERANCE));
            }
          });
      assertThat(offline.values().stream().map(answer -> answer.get("confidence").asDouble()))
          .as("answers that tell models apart")
          .allMatch(confidence -> confidence < 0.999)
          .doesNotHaveDuplicates();
      requirePublishedFromItsFolder(Path.of(model));
      requireKnownWhatItLearnedFrom(images);
    }
  }

  private void requirePublishedFromItsFolder(Path model) throws IOException {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(environment, "models", "publish", model.toString())).isZero();
    String sha256 = ArtifactFolder.read(model).manifest().sha256();
    assertThat(terminal.err()).contains("published as v2, SHA-256 " + sha256 + "; active is v2");

    Files.write(model.resolve(ArtifactFolder.MODEL_FILE), new byte[1000]);
    assertThat(terminal.run(environment, "models", "publish", model.toString())).isEqualTo(1);
    assertThat(terminal.err()).contains("SHA-256");
    assertThat(EventJson.mapper().readTree(run("models", "--json")))
        .extracting(version -> version.get("announced").get("sha256").asText())
        .containsExactly(sha256, sha256);
  }

  /** Of the version that training published, and of the one that came from the folder. */
  private void requireKnownWhatItLearnedFrom(Path images) throws IOException {
    try (Stream<Path> found = Files.walk(images)) {
      String id =
          images
              .relativize(found.filter(Files::isRegularFile).findFirst().orElseThrow())
              .toString();
      String use = StableSplit.SERVICE.of(id).name().toLowerCase(Locale.ROOT);
      assertThat(run("forget", id, "--dry-run"))
          .contains("version v1 was made with it: " + use, "version v2 was made with it: " + use);
      assertThat(run("forget", "never-seen", "--dry-run")).contains("no version was made with it");
    }
  }

  /** What the folder's model says, by the ids that the stream gives the images. */
  private Map<String, JsonNode> offline(Path images, String model) throws IOException {
    Map<String, JsonNode> answers = new TreeMap<>();
    for (String line :
        run("classify", "--model", model, "--json", images.toString()).lines().toList()) {
      JsonNode answer = EventJson.mapper().readTree(line);
      answers.put(images.relativize(Path.of(answer.get("file").asText())).toString(), answer);
    }
    return answers;
  }

  private Map<String, JsonNode> online(Path images, BrokerProcess broker) throws IOException {
    StreamConfig config =
        StreamConfig.from(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "http.port", "0",
                "state.dir", folder.resolve("state").toString()));
    String limit = Integer.toString(2 * OF_EACH);
    Map<String, JsonNode> predictions = new TreeMap<>();
    try (StreamInstance stream = StreamInstance.start(config)) {
      run("produce", images.toString());
      for (String line :
          run("predictions", "--from-beginning", "--json", "--limit", limit).lines().toList()) {
        JsonNode prediction = EventJson.mapper().readTree(line);
        predictions.put(prediction.get("imageId").asText(), prediction);
      }
      assertThat(stream.terminated()).isNotDone();
    }
    return predictions;
  }

  private String run(String... arguments) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(environment, arguments)).as(terminal.err()).isZero();
    return terminal.out();
  }

  private static String[] with(String[] more, String... first) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }
}
