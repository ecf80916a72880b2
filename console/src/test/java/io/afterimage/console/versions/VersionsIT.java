package io.afterimage.console.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.control.ControlChannel;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.console.access.LoopbackAccess;
import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.console.web.ConsoleServer;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.models.Manifest;
import io.afterimage.models.Models;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.ModelReports;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.topics.TopicNames;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console beside a trainer that is played by the test. */
class VersionsIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private record Told(String channel, JsonNode json) {}

  @TempDir static Path folder;

  private final List<Told> told = new CopyOnWriteArrayList<>();

  @Test
  void shouldFollowVersionsAndRunsAndSendCommands() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder))) {
      TopicNames topics = new TopicNames("");
      KafkaTarget target =
          new KafkaTarget(Map.of("bootstrap.servers", broker.bootstrapServers()), topics);
      try (Admin admin = target.clients().admin()) {
        admin
            .createTopics(
                List.of(
                        topics.modelEvents(),
                        topics.modelReports(),
                        topics.modelArtifacts(),
                        topics.predictions(),
                        topics.control(),
                        topics.controlReplies(),
                        topics.trainingRuns())
                    .stream()
                    .map(name -> new NewTopic(name, 1, (short) 1))
                    .toList())
            .all()
            .get();
      }
      try (ModelPublisher publisher =
          ModelPublisher.open(target.clients(), topics, "test", LIMIT, Clock.systemUTC())) {
        publisher.publish(Models.model(Manifest.UNPUBLISHED, 2_000_000, 1));
        try (Versions versions =
                new Versions(
                    target.clients(),
                    topics,
                    KafkaModelStore.forReading(
                        target.clients(), KafkaModelStore.Settings.of(topics.modelArtifacts())),
                    command -> ControlChannel.send(target, command),
                    (channel, json) ->
                        told.add(new Told(channel, EventJson.mapper().valueToTree(json))),
                    Clock.systemUTC());
            ConsoleServer server =
                ConsoleServer.start(
                    "127.0.0.1",
                    0,
                    transport -> {},
                    List.of(
                        new LoopbackAccess(new Person("anna", Role.OPERATOR)),
                        versions.routes()))) {
          follow(target, publisher, server.port());
        }
      }
    }
  }

  private void follow(KafkaTarget target, ModelPublisher publisher, int port) throws Exception {
    TopicNames topics = target.topics();
    await().until(() -> get(port, "/api/versions").path("caughtUp").asBoolean());
    assertThat(get(port, "/api/versions").path("active").asText()).isEqualTo("v1");
    assertThat(told).as("of what was there before").isEmpty();
    assertThat(get(port, "/api/versions/v1").at("/manifest/trainingSetFingerprint").asText())
        .isEqualTo("fingerprint-1");

    publisher.publish(Models.model(Manifest.UNPUBLISHED, 1_000, 2));
    awaitEvent("versions", "v2");
    new ModelReports(target.clients(), topics.modelReports(), LIMIT)
        .write(new ModelEvent.Rejected("v2", "stream-1", "no memory", Instant.now()));
    awaitEvent("versions", "stream-1");
    assertThat(get(port, "/api/versions").at("/versions/0/rejections/0/instance").asText())
        .isEqualTo("stream-1");

    try (var control = target.reader(List.of(topics.control()), From.LATEST);
        RecordSender trainer =
            RecordSender.connect(
                target,
                Map.of(),
                (id, fault) -> {
                  throw new AssertionError(id, fault);
                })) {
      String id = send(port, "{\"kind\":\"retrain\",\"reason\":\"new foxes\"}");
      List<Command> received = new CopyOnWriteArrayList<>();
      await()
          .until(
              () -> {
                control
                    .poll(Duration.ofMillis(50))
                    .forEach(record -> received.add(EventJson.read(record.value(), Command.class)));
                return !received.isEmpty();
              });
      assertThat(received.get(0).commandId()).isEqualTo(id);
      assertThat(CommandFacts.reason(received.get(0))).contains("new foxes (anna)");

      reply(trainer, topics, new Reply.Accepted(id, Instant.now()));
      reply(
          trainer,
          topics,
          new Reply.Progress(
              id, "freeze", 1, 10, 0.5, 0.8, Optional.of(0.7), Optional.of(9.0), Instant.now()));
      awaitEvent("runs", "\"validationAccuracy\":0.7");
      reply(trainer, topics, new Reply.Refused(id, "nothing new to learn", Instant.now()));
      awaitEvent("runs", "nothing new to learn");
      assertThat(get(port, "/api/runs").at("/0/state").asText()).isEqualTo("refused");

      Command.Retrain lastYear =
          Command.Retrain.refresh("last-year", Optional.of("20 new labels"), Instant.EPOCH);
      trainer.send(
          topics.trainingRuns(),
          "last-year",
          TrainingRun.of(
              lastYear,
              Instant.EPOCH,
              1,
              new Reply.Failed("last-year", "too few images", Instant.EPOCH)));
      trainer.flush();
      awaitEvent("runs", "too few images");
      assertThat(get(port, "/api/runs").at("/1/reason").asText()).isEqualTo("20 new labels");
    }
  }

  private static void reply(RecordSender trainer, TopicNames topics, Reply reply) {
    trainer.send(topics.controlReplies(), reply.commandId(), reply);
    trainer.flush();
  }

  private void awaitEvent(String channel, String text) {
    await()
        .untilAsserted(
            () ->
                assertThat(told)
                    .anyMatch(
                        event ->
                            event.channel().equals(channel)
                                && event.json().toString().contains(text)));
  }

  private static JsonNode get(int port, String path) throws Exception {
    return EventJson.mapper()
        .readTree(
            CLIENT
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
  }

  private static String send(int port, String command) throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/commands"))
                .POST(HttpRequest.BodyPublishers.ofString(command))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return EventJson.mapper().readTree(answer.body()).path("id").asText();
  }
}
