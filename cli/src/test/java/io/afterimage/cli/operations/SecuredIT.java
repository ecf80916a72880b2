package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.cli.command.GreyImages;
import io.afterimage.console.ConsoleInstance;
import io.afterimage.kafka.rights.Right;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.trainer.service.TrainerInstance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole story over TLS, with SCRAM or tokens: images, labels, a run, the better version swapped
 * in, by the commands that people use, everyone with the rights that {@code docs/security.md} lists
 * and no others.
 */
class SecuredIT {

  private static final Duration LIMIT = SecuredInstallation.LIMIT;
  private static final TopicNames NAMES = TopicNames.plain();
  private static final String STREAM = SecuredInstallation.STREAM;
  private static final String TRAINER = SecuredInstallation.TRAINER;
  private static final String CONSOLE = SecuredInstallation.CONSOLE;
  private static final int OF_EACH = 20;

  @TempDir static Path folder;
  private static SecuredBroker broker;
  private static SecuredInstallation installation;

  @BeforeAll
  static void start() throws Exception {
    broker = new SecuredBroker(folder);
    installation = new SecuredInstallation(folder, broker);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldLearnFromPeopleAndSwapWithTheListedRightsAlone() throws Exception {
    Path images = GreyImages.draw(folder.resolve("pictures"), OF_EACH);
    String first = installation.publish(broker.client(TRAINER)).modelVersion();
    try (StreamInstance stream = installation.stream(broker.client(STREAM));
        TrainerInstance trainer = installation.trainer(broker.client(TRAINER));
        ConsoleInstance console = installation.console(broker.client(CONSOLE))) {
      installation.runAs("camera", "produce", images.toString());
      installation.runAs("annotator", "label", "--folder", images.toString());
      awaitAnswers(stream, first);
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(trainer.health().reasons()).isEmpty();
                assertThat(taken(trainer)).as(feedback(stream)).isEqualTo(2 * OF_EACH);
              });

      String outcome =
          installation.runAs(
              "operator",
              "control",
              "retrain",
              "--frozen-epochs",
              "10",
              "--frozen-learning-rate",
              "0.01",
              "--fine-tune-epochs",
              "0");
      assertThat(outcome).contains("published as v", "to be tried as a shadow");
      assertThat(installation.runAs("analyst", "runs", "--json"))
          .contains("\"outcome\":\"published\"", "\"freeze.epochs\":\"10\"");
      await()
          .atMost(LIMIT)
          .until(() -> stream.metrics().find("afterimage.shadow.model").gauge() != null);
      installation.runAs("camera", "produce", images.toString());
      await().atMost(LIMIT).until(() -> !version(stream).equals(first));
      String second = version(stream);
      installation.runAs("camera", "produce", images.toString());
      awaitAnswers(stream, second);
      await().atMost(LIMIT).until(() -> lag(stream.metrics()) == 0 && lag(trainer.metrics()) == 0);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(console.health().reasons()).isEmpty());
      assertThat(stream.terminated()).isNotDone();
      assertThat(trainer.terminated()).isNotDone();
    }
    assertThat(installation.doctor("stream", broker.client(STREAM)))
        .contains("rights: all that the stream needs", "nothing to fix");
    assertThat(installation.doctor("trainer", broker.client(TRAINER)))
        .contains("rights: all that the trainer needs", "nothing to fix");
    assertThat(installation.doctor("console", broker.client(CONSOLE)))
        .contains("rights: all that the console needs", "nothing to fix");
  }

  @Test
  void shouldRunBothServicesWithTokens() throws Exception {
    Map<String, String> streamToken = broker.clientWithToken(STREAM);
    Map<String, String> trainerToken = broker.clientWithToken(TRAINER);
    String version = installation.publish(trainerToken).modelVersion();
    try (StreamInstance stream = installation.stream(streamToken);
        TrainerInstance trainer = installation.trainer(trainerToken)) {
      await().atMost(LIMIT).until(() -> stream.health().ready() && version(stream).equals(version));
      await().atMost(LIMIT).until(() -> trainer.isActive() && trainer.health().ready());
      await().atMost(LIMIT).until(() -> lag(stream.metrics()) == 0 && lag(trainer.metrics()) == 0);
    }
    assertThat(installation.doctor("stream", streamToken)).contains("nothing to fix");
    assertThat(installation.doctor("trainer", trainerToken)).contains("nothing to fix");
    assertThat(installation.doctor("stream", broker.clientWithToken("guest")))
        .contains("the stream may not Read topic 'images'");
  }

  /** As whoever starts it sees it: in a process of its own, standard error and all. */
  @ParameterizedTest
  @ValueSource(strings = {"stream", "trainer", "console"})
  void shouldRefuseWhoHasNoRightsInOneLine(String service) throws Exception {
    Process process = installation.process(service, "guest");
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(said.lines())
        .singleElement()
        .asString()
        .startsWith("afterimage: ")
        .contains("not authorized for", "doctor --service " + service);
  }

  @Test
  void shouldNameAMissingRight() throws Exception {
    List<Right> feedback =
        List.of(new Right(ResourceType.TOPIC, NAMES.feedback(), false, Set.of(AclOperation.WRITE)));
    broker.revoke(STREAM, feedback);
    try {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(installation.doctor("stream", broker.client(STREAM)))
                      .contains(
                          "the stream may not Write topic 'feedback'",
                          "kafka-acls.sh --add",
                          "--operation Write --topic 'feedback'"));
    } finally {
      broker.user(STREAM, feedback);
    }
  }

  @Test
  void shouldSayThatThePasswordIsWrong() throws IOException {
    Map<String, String> wrong = new HashMap<>(broker.client(STREAM));
    wrong.compute("sasl.jaas.config", (name, value) -> value.replace("for-tests", "not"));

    assertThat(installation.doctor("stream", wrong)).contains("refuses who asks");
  }

  /** The counter also counts answers whose transaction was aborted and that were given again. */
  private static void awaitAnswers(StreamInstance stream, String version) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(answered(stream, version)).isGreaterThanOrEqualTo(2 * OF_EACH));
  }

  private static String feedback(StreamInstance stream) {
    return stream.metrics().find("afterimage.feedback").counters().stream()
        .map(counter -> counter.getId().getTags() + " " + counter.count())
        .collect(Collectors.joining(", ", "labels joined: ", ""));
  }

  private static double answered(StreamInstance stream, String version) {
    return stream
        .metrics()
        .find("afterimage.predictions")
        .tag("version", version)
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static double taken(TrainerInstance trainer) {
    return trainer.metrics().find("afterimage.buffer.pictures").gauges().stream()
        .mapToDouble(gauge -> gauge.value())
        .sum();
  }

  private static String version(StreamInstance stream) {
    return stream.health().details().getOrDefault("modelVersion", "none");
  }

  private static double lag(MeterRegistry meters) {
    return meters
        .get("afterimage.consumer.lag.records")
        .tag("topic", NAMES.images())
        .gauge()
        .value();
  }
}
