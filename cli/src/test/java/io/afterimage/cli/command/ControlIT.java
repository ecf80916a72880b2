package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.broker.BrokerProcess;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.runs.TrainingRuns;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.schedule.ScheduleOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands through a real broker, answered by a trainer that says what it is told. */
class ControlIT {

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
  void shouldShowEachEpochAndTheVersion() {
    try (FakeTrainer trainer = new FakeTrainer(topics("a."), ControlIT::publish)) {
      assertThat(run("a.", "retrain", "--frozen-epochs", "2", "--reason", "foxes")).isZero();

      assertThat(terminal.err())
          .contains("accepted", "epoch 1/2", "loss 0.5000", "validation 80.0 %", "10 s left");
      assertThat(terminal.out().strip()).isEqualTo("published as v2");
      assertThat(trainer.received())
          .singleElement()
          .isInstanceOfSatisfying(
              Command.Retrain.class,
              retrain -> {
                assertThat(retrain.commandId()).startsWith("retrain-");
                assertThat(retrain.overrides().find(ScheduleOptions.FREEZE_EPOCHS)).contains(2);
                assertThat(retrain.reason()).contains("foxes");
              });
    }
  }

  @Test
  void shouldShowAgainWhatCameOfACommandInsteadOfSendingItTwice() {
    try (FakeTrainer trainer = new FakeTrainer(topics("b."), ControlIT::publish)) {
      assertThat(run("b.", "retrain", "--command-id", "r1", "--json")).isZero();
      assertThat(terminal.out().lines()).hasSize(3).allMatch(line -> line.startsWith("{"));

      TestTerminal again = TestTerminal.at(broker.bootstrapServers());
      assertThat(again.run(arguments("b.", "retrain", "--command-id", "r1"))).isZero();
      assertThat(again.out().strip()).isEqualTo("published as v2");
      assertThat(again.err()).contains("r1 had already finished, and was not sent again");
      assertThat(trainer.received()).hasSize(1);
    }
  }

  @Test
  void shouldFailWhenTheGateRejectsOrTheTrainerRefuses() {
    try (FakeTrainer trainer =
        new FakeTrainer(
            topics("c."),
            command ->
                command instanceof Command.Retrain
                    ? List.of(
                        new Reply.Done(
                            command.commandId(),
                            new Reply.Rejected(0.5, Optional.of(0.8)),
                            "rejected, accuracy 0.5 on 100 held-out images, active version 0.8",
                            Instant.EPOCH))
                    : List.of(
                        new Reply.Refused(
                            command.commandId(), "version v9 is unknown", Instant.EPOCH)))) {
      assertThat(run("c.", "retrain")).isEqualTo(1);
      assertThat(terminal.out()).contains("rejected, accuracy 0.5", "active version 0.8");

      assertThat(run("c.", "pin", "v9", "--reason", "audit")).isEqualTo(1);
      assertThat(terminal.out()).contains("refused: version v9 is unknown");
      assertThat(trainer.received().get(1))
          .isInstanceOfSatisfying(
              Command.Pin.class,
              pin -> {
                assertThat(pin.modelVersion()).isEqualTo("v9");
                assertThat(pin.reason()).contains("audit");
              });
    }
  }

  @Test
  void shouldFailWithOneLineWhenThereIsNothingToLearn() {
    String why = "there are no labelled images yet; no version is active";
    try (FakeTrainer trainer =
        new FakeTrainer(
            topics("g."),
            command ->
                List.of(
                    new Reply.Accepted(command.commandId(), Instant.EPOCH),
                    new Reply.Refused(command.commandId(), why, Instant.EPOCH)))) {
      assertThat(run("g.", "retrain", "--force")).isEqualTo(1);
      assertThat(terminal.out().strip()).isEqualTo("refused: " + why);
      assertThat(trainer.received())
          .singleElement()
          .isInstanceOfSatisfying(
              Command.Retrain.class, retrain -> assertThat(retrain.force()).contains(true));
    }
  }

  @Test
  void shouldSayWhoApprovesOrRejectsAndWhy() {
    try (FakeTrainer trainer = new FakeTrainer(topics("j."), ControlIT::publish)) {
      assertThat(run("j.", "approve", "v4", "--reason", "as hoped", "--by", "anna")).isZero();
      assertThat(run("j.", "reject", "v5", "--reason", "too few coats")).isZero();
      assertThat(run("j.", "approve", "v6")).as("without a reason").isEqualTo(2);

      assertThat(trainer.received())
          .satisfiesExactly(
              first ->
                  assertThat(first)
                      .isInstanceOfSatisfying(
                          Command.Approve.class,
                          approve -> {
                            assertThat(approve.modelVersion()).isEqualTo("v4");
                            assertThat(approve.reason()).contains("as hoped (anna)");
                          }),
              second ->
                  assertThat(second)
                      .isInstanceOfSatisfying(
                          Command.Reject.class,
                          reject -> {
                            assertThat(reject.modelVersion()).isEqualTo("v5");
                            assertThat(reject.reason().orElseThrow())
                                .startsWith("too few coats (" + System.getProperty("user.name"));
                          }));
    }
  }

  @Test
  void shouldSayThatNoTrainerAnswers() {
    topics("d.");

    assertThat(run("d.", "status", "--timeout", "1s")).isEqualTo(3);
    assertThat(terminal.err()).contains("no trainer answers", "afterimage trainer", "d.control");
  }

  @Test
  void shouldSayThatACommandGoesOnWhenTheTimeIsOver() {
    try (FakeTrainer trainer =
        new FakeTrainer(
            topics("e."),
            command -> List.of(new Reply.Accepted(command.commandId(), Instant.now())))) {
      assertThat(run("e.", "retrain", "--command-id", "long", "--timeout", "3s")).isEqualTo(3);
      assertThat(terminal.err()).contains("continues", "--command-id long");
      assertThat(trainer.received()).hasSize(1);
    }
  }

  @Test
  void shouldOnlySendWhenNotToWait() {
    KafkaTarget target = topics("f.");

    assertThat(run("f.", "cancel", "r1", "--no-wait", "--command-id", "stop")).isZero();
    assertThat(terminal.out().strip()).isEqualTo("stop");
    try (FakeTrainer trainer = new FakeTrainer(target, ControlIT::publish)) {
      assertThat(run("f.", "status", "--timeout", "20s")).isZero();
      assertThat(trainer.received().get(0))
          .isInstanceOfSatisfying(
              Command.Cancel.class, cancel -> assertThat(cancel.run()).contains("r1"));
    }
  }

  @Test
  void shouldListShowAndCompareRuns() throws Exception {
    KafkaTarget target = topics("h.");
    try (FakeTrainer trainer = new FakeTrainer(target, ControlIT::publish)) {
      assertThat(run("h.", "retrain", "--command-id", "replied")).isZero();
      assertThat(trainer.received()).hasSize(1);
    }
    write(target, TrainingRuns.published("recorded", "v2", 0.875, Map.of("training.size", "96")));
    write(target, TrainingRuns.published("newer", "v3", 0.9375, Map.of("training.size", "128")));
    write(target, TrainingRuns.rejected("auto-1", "rejected, accuracy 0.5: it is worse"));

    TestTerminal listed = runs("h.");
    assertThat(listed.out().lines())
        .anyMatch(line -> line.startsWith("replied") && line.contains("published v2"))
        .anyMatch(line -> line.startsWith("newer") && line.contains("93.8 %"))
        .anyMatch(line -> line.startsWith("auto-1") && line.contains("rejected"))
        .anyMatch(line -> line.strip().equals("rejected, accuracy 0.5: it is worse"));
    JsonNode json = EventJson.mapper().readTree(runs("h.", "--json").out());
    assertThat(json.findValuesAsText("commandId"))
        .containsExactlyInAnyOrder("recorded", "newer", "auto-1", "replied");

    assertThat(runs("h.", "show", "v3").out())
        .containsPattern("run +newer")
        .containsPattern("training.size +128")
        .contains("accuracy: * validation, . training");
    assertThat(runs("h.", "compare", "recorded", "v3").out())
        .containsPattern("training.size +96 +128")
        .containsPattern("accuracy +87.5 % +93.8 % +\\+6.3");
    TestTerminal unknown = TestTerminal.at(broker.bootstrapServers());
    assertThat(unknown.run("runs", "show", "newr", "--topic-prefix", "h.")).isEqualTo(1);
    assertThat(unknown.err()).contains("run newr not found; did you mean newer?");
  }

  @Test
  void shouldTellOfRunsWhereThereIsNoTopicForThem() throws Exception {
    KafkaTarget target = topics("i.");
    try (FakeTrainer trainer = new FakeTrainer(target, ControlIT::publish);
        Admin admin = target.admin()) {
      admin.deleteTopics(List.of(target.topics().trainingRuns())).all().get();
      assertThat(run("i.", "retrain", "--command-id", "r1")).isZero();
      assertThat(trainer.received()).hasSize(1);
    }

    TestTerminal listed = runs("i.");

    assertThat(listed.out()).contains("r1", "published v2");
    assertThat(listed.err()).contains("runs are not recorded here", "creates i.training-runs");
  }

  private static TestTerminal runs(String prefix, String... arguments) {
    TestTerminal terminal = TestTerminal.at(broker.bootstrapServers());
    List<String> all = new ArrayList<>(List.of("runs"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--topic-prefix", prefix));
    assertThat(terminal.run(all.toArray(String[]::new))).as(terminal.err()).isZero();
    return terminal;
  }

  private static void write(KafkaTarget target, TrainingRun run) {
    try (RecordSender sender =
        RecordSender.connect(
            target,
            Map.of(),
            (id, fault) -> {
              throw new AssertionError(id, fault);
            })) {
      sender.send(target.topics().trainingRuns(), run.commandId(), run);
      sender.flush();
    }
  }

  private static List<Reply> publish(Command command) {
    String id = command.commandId();
    return List.of(
        new Reply.Accepted(id, Instant.now()),
        new Reply.Progress(
            id, "freeze", 1, 2, 0.5, 0.75, Optional.of(0.8), Optional.of(10.0), Instant.now()),
        new Reply.Done(id, new Reply.Published("v2"), "published as v2", Instant.now()));
  }

  private int run(String prefix, String... arguments) {
    return terminal.run(arguments(prefix, arguments));
  }

  private static String[] arguments(String prefix, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "control";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--topic-prefix";
    all[arguments.length + 2] = prefix;
    return all;
  }

  private static KafkaTarget topics(String prefix) {
    TestTerminal.at(broker.bootstrapServers()).run("topics", "create", "--topic-prefix", prefix);
    return KafkaOptions.to(broker.bootstrapServers(), prefix).target(Map.of());
  }
}
