package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.broker.BrokerProcess;
import io.afterimage.models.ClassLimits;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of a thousand classes, from its folder to its predictions, on a real broker. */
class ManyClassesIT {

  private static final int CLASSES = 1_000;
  private static final int VALIDATED = 100;
  private static final int SIDE = 16;

  @TempDir private Path folder;

  private Map<String, String> environment = Map.of();

  @Test
  void shouldTrainPublishServeAndShowAThousandClasses() throws IOException {
    Path images = draw();
    Path model = folder.resolve("model");
    Path report = folder.resolve("report");
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"))) {
      environment = Map.of("AFTERIMAGE_BOOTSTRAP_SERVERS", broker.bootstrapServers());
      run("topics", "create", "--partitions", "1");

      TestTerminal training =
          run(
              "train",
              images.toString(),
              "--backbone",
              "cifar10-cnn",
              "--size",
              "32",
              "--epochs",
              "1",
              "--no-augment",
              "--min-per-class",
              "1",
              "--publish",
              "--output",
              model.toString(),
              "--report",
              report.toString());
      assertThat(training.err())
          .contains("1000 classes: class-000, class-001, ")
          .contains("class-019, and 980 classes more")
          .doesNotContain("class-020,")
          .contains("published as v1");

      requireServed(images.resolve("validation"), broker);
    }
    requireShown(model, report, images);
  }

  private void requireServed(Path images, BrokerProcess broker) throws IOException {
    assertThat(run("models", "show", "v1").out())
        .containsPattern("labels +1000: class-000, class-001, ")
        .contains("and 980 classes more");
    StreamConfig config =
        StreamConfig.from(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "http.port", "0",
                "state.dir", folder.resolve("state").toString()));
    try (StreamInstance stream = StreamInstance.start(config)) {
      run("produce", images.toString());
      TestTerminal read =
          run("predictions", "--from-beginning", "--json", "--limit", "" + VALIDATED);
      assertThat(read.out().lines().filter(line -> line.startsWith("{")))
          .hasSize(VALIDATED)
          .allSatisfy(ManyClassesIT::requireTenScores);
      assertThat(stream.terminated()).isNotDone();
    }
    JsonNode shown = EventJson.mapper().readTree(run("models", "show", "v1", "--json").out());
    JsonNode heldOut = shown.at("/manifest/report/heldOut");
    assertThat(shown.at("/version/announced/labels")).hasSize(CLASSES);
    assertThat(heldOut.get("pictures").asInt()).isEqualTo(VALIDATED);
    assertThat(heldOut.get("confusion")).isEmpty();
    assertThat(heldOut.get("confused"))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(ClassLimits.MOST_CONFUSED);
  }

  private static void requireTenScores(String line) throws IOException {
    JsonNode prediction = EventJson.mapper().readTree(line);
    assertThat(prediction.get("scores")).hasSize(10);
    double sum = prediction.get("otherScores").asDouble();
    for (JsonNode score : prediction.get("scores")) {
      sum += score.asDouble();
    }
    assertThat(sum).isBetween(0.99, 1.01);
  }

  private void requireShown(Path model, Path report, Path images) throws IOException {
    Path again = folder.resolve("again");
    run("report", "--model", model.toString(), "-o", again.toString(), images.toString());
    assertThat(again.resolve("index.html")).hasSameTextualContentAs(report.resolve("index.html"));
    assertThat(again.resolve("index.html"))
        .content()
        .contains("class-019, and 980 classes more", "Confused most often");
    assertThat(run("evaluate", "--model", model.toString(), images.toString()).out())
        .contains("class-000", "class-999");
  }

  /** Two images of each class to learn from, and one of each tenth class to validate with. */
  private Path draw() throws IOException {
    Path images = folder.resolve("images");
    for (int label = 0; label < CLASSES; label++) {
      String name = "class-%03d".formatted(label);
      for (int i = 0; i < 2; i++) {
        draw(images.resolve("train").resolve(name), label, i);
      }
      if (label % (CLASSES / VALIDATED) == 0) {
        draw(images.resolve("validation").resolve(name), label, 2);
      }
    }
    return images;
  }

  /** Noise about a colour of the class's own. */
  private static void draw(Path target, int label, int number) throws IOException {
    Files.createDirectories(target);
    Random random = new Random(label);
    int colour = random.nextInt(0x1000000);
    Random noise = new Random(label * 3L + number);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
      image.setRGB(pixel % SIDE, pixel / SIDE, colour ^ noise.nextInt(0x20) * 0x010101);
    }
    ImageIO.write(image, "png", target.resolve(number + ".png").toFile());
  }

  private TestTerminal run(String... arguments) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(environment, arguments)).as(terminal.err()).isZero();
    return terminal;
  }
}
