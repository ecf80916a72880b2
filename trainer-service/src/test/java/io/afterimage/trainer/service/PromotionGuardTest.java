package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.registry.MemoryEventLog;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.control.CommandLedger;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.guardrails.LiveSample;
import io.afterimage.trainer.rollout.CanaryConfig;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.watch.WatchLog;
import io.afterimage.trainer.watch.WatchMetrics;
import io.afterimage.trainer.watch.Watched;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that tell black cats from white dogs, or do not, and images that nobody labels. */
class PromotionGuardTest {

  private static final ModelArtifact GOOD = FakeModels.model(FakeModels.RIGHT, 1);
  private static final ModelArtifact ALIKE = FakeModels.model(FakeModels.RIGHT - 1, 1);

  /** Its outputs are no probabilities. */
  private static final ModelArtifact BROKEN = FakeModels.model(13, 1);

  /** Says dog of everything. */
  private static final ModelArtifact DIFFERENT = FakeModels.model(0, 1);

  /** As good, and less sure of it. */
  private static final ModelArtifact UNSURE = FakeModels.model(FakeModels.RIGHT - 2, 1);

  private final MemoryEventLog log = new MemoryEventLog();
  private final CommandLedger ledger = new CommandLedger();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Command> requested = new ArrayList<>();
  private final List<Reply> said = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final LiveSample sample = new LiveSample(() -> now);
  private Optional<String> group = Optional.empty();
  private DecisionRule decisions = DecisionRule.NONE;
  private boolean isAway;
  private boolean better;
  private boolean seen = true;
  private int next;
  private Path models;
  private Versions versions;
  private PromotionGuard guard;

  private final LabelEvidence labels =
      new LabelEvidence() {
        @Override
        public boolean isAhead(Watched version) {
          return better;
        }

        @Override
        public boolean hasSeen(String version, Instant until) {
          assertThat(until).isBeforeOrEqualTo(now);
          return seen;
        }
      };

  private final class Noted implements Answers {

    @Override
    public void say(Reply reply) {
      said.add(reply);
    }

    @Override
    public void request(Command command) {
      requested.add(command);
    }

    @Override
    public void conclude(Optional<Reply> reply, long next) {
      throw new AssertionError("a guard concludes no command");
    }

    @Override
    public void conclude(Reply end, TrainingRun run, long next) {
      throw new AssertionError("a guard concludes no run");
    }
  }

  /** As {@link FakeModels}, but for one broken model. */
  private static final class Engine implements InferenceEngine {

    private final FakeModels models = new FakeModels(0.9f);
    private final FakeModels unsure = new FakeModels(0.6f);

    @Override
    public String name() {
      return models.name();
    }

    @Override
    public ImageGraph load(byte[] onnx) {
      ImageGraph graph = (onnx[0] == UNSURE.onnx()[0] ? unsure : models).load(onnx);
      return onnx[0] != BROKEN.onnx()[0] ? graph : new Broken(graph);
    }
  }

  private record Broken(ImageGraph graph) implements ImageGraph {

    @Override
    public float[][] run(ByteBuffer images, int n) {
      float[][] rows = graph.run(images, n);
      Arrays.stream(rows).forEach(row -> Arrays.fill(row, Float.NaN));
      return rows;
    }

    @Override
    public int height() {
      return graph.height();
    }

    @Override
    public int width() {
      return graph.width();
    }

    @Override
    public void close() {
      graph.close();
    }
  }

  /**
   * Cats lie at even offsets, dogs at odd ones; each hundredth has expired. An image is gone once
   * it is handed over: a poll of large ones is as much as a trainer has room for.
   */
  private final class Images implements ImageSource {

    @Override
    public void fetch(
        Collection<ImagePointer> pointers, BiConsumer<ImagePointer, Fetched> receiver) {
      if (isAway) {
        throw new StoreUnavailableException("no broker", null);
      }
      for (ImagePointer at : pointers) {
        byte[] image = PngImages.ofColour(8, at.offset() % 2 == 0 ? 0 : 0xffffff).clone();
        receiver.accept(
            at,
            at.offset() % 100 == 99
                ? new Fetched.Gone("it has expired")
                : new Fetched.Found(image, group, now));
        Arrays.fill(image, (byte) 0);
      }
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open(@TempDir Path folder) {
    models = folder;
    DirectoryModelStore store = new DirectoryModelStore(folder);
    versions =
        new Versions(
            new ModelPublisher(store, log, PublishingRules.DEFAULT, () -> now),
            store,
            Optional.empty());
    versions.publish(GOOD, Provenance.NONE);
    guard = guard(new GuardrailConfig(0.01, 0.75, 0.7, 1000, 0.01, 200));
  }

  /** As a trainer starts it that has just been elected. */
  private PromotionGuard guard(GuardrailConfig config) {
    return new PromotionGuard(
        config,
        sample,
        Images::new,
        new PairedRuns(versions, new ImageDecoder(ImageLimits.DEFAULT), new Engine(), decisions),
        labels,
        new WatchLog(ledger),
        new WatchMetrics(meters),
        () -> now);
  }

  /** So many live images, two a second, looked at as they come. */
  private void stream(int images) {
    look();
    for (int i = 0; i < images; i++) {
      now = now.plusMillis(500);
      sample.seen(prediction(next++));
      sample.seen(prediction(next)); // too soon after the last one
      if (i % 40 == 39) {
        look();
      }
    }
    now = now.plusSeconds(60);
    look();
  }

  private void look() {
    guard.look(new Images());
    guard.tick(new Noted());
  }

  private static Prediction prediction(int offset) {
    return new Prediction(
        "image-" + offset,
        new ImagePointer("images", 0, offset),
        "v2",
        "cat",
        1,
        Map.of("cat", 1.0),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private double images() {
    return meters.get("afterimage.guardrails.images").gauge().value();
  }

  @Test
  void shouldRollBackAVersionWithoutAnswersAndRememberIt() {
    versions.publish(BROKEN, Provenance.NONE);
    stream(40);

    assertThat(requested).extracting(Command::commandId).containsOnly("auto-rollback-v2");
    Command.RollBack rollback = (Command.RollBack) requested.get(0);
    assertThat(rollback.reason().orElseThrow())
        .startsWith("by the guardrails after its promotion: no answer to 1.0000 of 40 images")
        .contains("on 40 live images it agrees with version v1 on");
    assertThat(meters.get("afterimage.watch.rollbacks").counter().count()).isEqualTo(1);

    int asked = requested.size();
    versions.rollBack(rollback, false);
    ledger.observe(new Reply.Done(rollback.commandId(), new Reply.Completed(), "done", now));
    stream(80);
    assertThat(log.registry().active().map(Announced::modelVersion)).contains("v1");
    assertThat(requested).as("what takes over is not guarded").hasSize(asked);
    assertThat(versions.withdrawnTwin(BROKEN, true)).as("remembered").isPresent();
  }

  @Test
  void shouldRollBackACanaryBeforeItIsPromoted() {
    versions =
        new Versions(
            new ModelPublisher(
                new DirectoryModelStore(models), log, PublishingRules.DEFAULT, () -> now),
            new DirectoryModelStore(models),
            Optional.empty(),
            new RolloutConfig(
                0,
                0.1,
                0,
                GuardrailConfig.DEFAULT,
                Duration.ofDays(1),
                new CanaryConfig(100, 0.05, 0, Duration.ofDays(1))));
    guard = guard(GuardrailConfig.DEFAULT);
    versions.publish(BROKEN, Provenance.NONE);
    assertThat(log.registry().staged()).isPresent();
    stream(40);

    Command.RollBack rollback = (Command.RollBack) requested.get(0);
    assertThat(rollback.reason().orElseThrow())
        .startsWith("by the guardrails as a canary: no answer to 1.0000 of 40 images");
    assertThat(guard.isBroken("v2")).isTrue();
    versions.rollBack(rollback, false);
    assertThat(log.registry().staged()).isEmpty();
  }

  /** Half of the images: below 0.75. */
  @Test
  void shouldRollBackAVersionThatDisagreesUnlessLabelsSpeakForItOrWait() {
    versions.publish(DIFFERENT, Provenance.NONE);
    better = true;
    stream(160);
    assertThat(requested).isEmpty();
    assertThat(meters.get("afterimage.guardrails.agreement").gauge().value()).isBetween(0.49, 0.51);

    better = false;
    seen = false;
    look();
    assertThat(requested).isEmpty();
    seen = true;
    look();
    assertThat(requested).hasSize(1);
    assertThat(((Command.RollBack) requested.get(0)).reason().orElseThrow())
        .contains("agreement below 0.75: 0.")
        .contains("live images");
    look();
    assertThat(requested).as("it is asked for").hasSize(1);
    now = now.plus(Reminder.ASK_AGAIN);
    look();
    assertThat(requested).as("but not carried out").hasSize(2);
  }

  @Test
  void shouldLetAVersionBeAfterAllImages() {
    versions.publish(ALIKE, Provenance.NONE);
    stream(210);

    assertThat(requested).isEmpty();
    assertThat(said)
        .singleElement()
        .satisfies(
            reply -> {
              assertThat(reply.commandId()).isEqualTo("auto-guardrails-v2");
              assertThat(((Reply.Done) reply).text())
                  .contains("version v2 keeps within the guardrails: on 2")
                  .contains("agrees with version v1 on 1.0000");
            });
    look();
    assertThat(images()).isZero();

    guard = guard(GuardrailConfig.DEFAULT);
    stream(80);
    assertThat(images()).as("nor does another trainer begin again").isZero();
  }

  /** People decide, and the first version has nobody to be compared with. */
  @Test
  void shouldGuardNeitherAPinnedVersionNorTheFirst() {
    stream(80);
    assertThat(images()).isZero();

    versions.publish(BROKEN, Provenance.NONE);
    versions.pin(new Command.Pin("pin", "v2", Optional.empty(), now), false);
    stream(80);

    assertThat(images()).isZero();
    assertThat(requested).isEmpty();
  }

  @Test
  void shouldTakeOneImageOfEachGroupAMinuteAndNoneThatHasExpired() {
    versions.publish(ALIKE, Provenance.NONE);
    stream(120);
    assertThat(images()).isEqualTo(119);

    group = Optional.of("scene");
    stream(80);

    assertThat(images()).isEqualTo(120);
    stream(80);
    assertThat(images()).isEqualTo(121);
  }

  /** Of one camera, say. */
  @Test
  void shouldLetAVersionBeAfterADayWithoutAllImages() {
    versions.publish(ALIKE, Provenance.NONE);
    group = Optional.of("scene");
    now = now.plus(Duration.ofDays(2));
    stream(80);
    assertThat(said).as("no image had come").isEmpty();

    now = now.plus(Duration.ofDays(1));
    look();

    assertThat(said).singleElement().isInstanceOf(Reply.Done.class);
    assertThat(((Reply.Done) said.get(0)).text()).contains("on 1 live images");
  }

  /** By the same rule as the stream and the watch. */
  @Test
  void shouldCompareTheAnswersThatThePipelineDecidesOn() {
    versions.publish(UNSURE, Provenance.NONE);
    stream(80);
    assertThat(requested).isEmpty();

    decisions = new DecisionRule(Map.of(DecisionRule.ANY, 0.8), "unknown", Map.of());
    guard = guard(GuardrailConfig.DEFAULT);
    stream(80);
    assertThat(((Command.RollBack) requested.get(0)).reason().orElseThrow())
        .contains("agreement below 0.20: 0.0000 of ");
  }

  @Test
  void shouldGoOnWhenBrokersAreBack() {
    versions.publish(ALIKE, Provenance.NONE);
    isAway = true;
    stream(40);
    assertThat(images()).isZero();

    assertThat(guard.hasTried("v2", 1)).isFalse();

    isAway = false;
    stream(40);

    assertThat(images()).isEqualTo(40);
    assertThat(guard.hasTried("v2", 40)).isTrue();
    assertThat(guard.hasTried("v2", 41)).isFalse();
  }
}
