package io.afterimage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.Models;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.PredictionRoom;
import io.afterimage.schemas.release.Release;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelPublisherTest {

  private final MemoryEventLog log = new MemoryEventLog();
  private final MemoryStore store = new MemoryStore();
  private final ModelPublisher publisher =
      new ModelPublisher(store, log, PublishingRules.DEFAULT, () -> Events.AT);

  @Test
  void shouldCountVersionsAndNameTheActiveOneAsParent() {
    Announced first = publisher.publish(unpublished(1));
    Announced second = publisher.publish(unpublished(2));

    assertThat(first.modelVersion()).isEqualTo("v1");
    assertThat(first.parentVersion()).isEmpty();
    assertThat(second.modelVersion()).isEqualTo("v2");
    assertThat(second.parentVersion()).contains("v1");
    assertThat(second.validationAccuracy()).contains(0.97);
    assertThat(log.events()).containsExactly(first, second);
    Manifest published = store.get("v2", second.location()).manifest();
    assertThat(published.parentVersion()).contains("v1");
    assertThat(published.afterimageVersion()).isEqualTo(Release.current().version());
  }

  @Test
  void shouldAnnounceNothingWhenTheStoreGivesSomethingElseBack() {
    store.onRead = model -> Models.model(model.manifest().version(), 90, 9);

    assertThatThrownBy(() -> publisher.publish(unpublished(1)))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("not announced");
    assertThat(log.events()).isEmpty();
  }

  @Test
  void shouldRefuseModelThatIsNotWhatItsManifestSays() {
    ModelArtifact model = unpublished(1);
    ModelArtifact changed = new ModelArtifact(model.manifest(), new byte[model.onnx().length]);

    assertThatThrownBy(() -> publisher.publish(changed))
        .isInstanceOf(CorruptArtifactException.class);
    assertThat(store.kept).isEmpty();
    assertThat(log.events()).isEmpty();
  }

  @Test
  void shouldRefuseLabelsThatNoPredictionCanCarryBeforeAnythingIsStored() {
    ModelArtifact longLabel = labelled(List.of("cat", "d".repeat(300)));

    assertThatThrownBy(() -> publisher.publish(longLabel))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("version v1", "label has 300 characters");
    assertThat(store.kept).isEmpty();
  }

  @Test
  void shouldRefuseLabelsThatDoNotFitIntoTheTopicsAsTheyAreConfigured() {
    ModelArtifact many =
        labelled(IntStream.range(0, 5000).mapToObj("label %d"::formatted).toList());
    long enough = 1 << 20;

    for (PublishingRules small :
        List.of(
            new PublishingRules(new PredictionRoom(5 * 1024), enough, enough),
            new PublishingRules(PredictionRoom.DEFAULT, 64 * 1024, enough),
            new PublishingRules(PredictionRoom.DEFAULT, enough, 64 * 1024))) {
      ModelPublisher strict = new ModelPublisher(store, log, small, () -> Events.AT);
      assertThatThrownBy(() -> strict.publish(many))
          .isInstanceOf(ModelChangeRefusedException.class)
          .hasMessageContaining("max.message.bytes");
      assertThatThrownBy(() -> strict.requireLabels(many.manifest().labels()))
          .as("before a training")
          .isInstanceOf(ModelChangeRefusedException.class)
          .hasMessageContainingAll("a model of 5000 classes", "max.message.bytes");
    }
    publisher.requireLabels(many.manifest().labels());
    assertThat(store.kept).isEmpty();
    assertThat(publisher.publish(many).labels()).hasSize(5000);
  }

  @Test
  void shouldRefuseALabelThatIsTooLongBeforeATraining() {
    assertThatThrownBy(() -> publisher.requireLabels(List.of("cat", "d".repeat(201))))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContainingAll("a model of 2 classes cannot be published", "201 characters");
  }

  @Test
  void shouldNeverOverwriteVersion() {
    publisher.publish(unpublished(1), "summer");

    assertThatThrownBy(() -> publisher.publish(unpublished(2), "summer"))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("summer")
        .hasMessageContaining("v1");
    assertThatThrownBy(() -> publisher.publish(unpublished(2), "a/b"))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("'a/b'");
    assertThat(log.events()).hasSize(1);
  }

  @Test
  void shouldStageAVersionAndAnnounceItWithBothReasons() {
    publisher.publish(unpublished(1));

    Staged staged = stage(2);

    assertThat(staged.modelVersion()).isEqualTo("v2");
    assertThat(staged.share()).isEqualTo(0.25);
    assertThat(staged.announcement().parentVersion()).contains("v1");
    assertThat(store.kept).containsKey("v2");
    assertThat(active()).isEqualTo("v1");
    assertThatThrownBy(() -> publisher.pin("v2", Optional.empty()))
        .hasMessageContaining("v2 is not announced yet");

    Announced announced = publisher.announce("v2", Optional.of("agreed"));

    assertThat(announced.reason()).contains("20 new labels; agreed");
    assertThat(announced.sha256()).isEqualTo(staged.announcement().sha256());
    assertThat(active()).isEqualTo("v2");
    assertThatThrownBy(() -> publisher.announce("v2", Optional.empty()))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("was announced");
    assertThatThrownBy(() -> publisher.announce("v9", Optional.empty()))
        .hasMessageContaining("v9 is unknown");
  }

  @Test
  void shouldEndTheTrialOfTheOnlyStagedVersionByARollback() {
    publisher.publish(unpublished(1));
    stage(2);

    publisher.rollBack("v2", Optional.of("disagrees"));

    assertThat(publisher.registry().staged()).isEmpty();
    assertThat(active()).isEqualTo("v1");
    assertThatThrownBy(() -> publisher.restore("v2", Optional.empty()))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("'afterimage control promote v2'");
    publisher.announce("v2", Optional.empty());
    assertThat(active()).isEqualTo("v2");
  }

  @Test
  void shouldTakeTheNextStagedVersionInThePlaceOfTheFirst() {
    publisher.publish(unpublished(1));
    stage(2);
    stage(3);

    assertThat(publisher.registry().staged().map(Staged::modelVersion)).contains("v3");
    assertThat(publisher.registry().history("v2").orElseThrow().reason())
        .contains("version v3 takes its place");
  }

  @Test
  void shouldNotPruneAStagedVersion() {
    publisher.publish(unpublished(1));
    stage(2);
    publisher.publish(unpublished(3));
    publisher.publish(unpublished(4));

    assertThat(publisher.prune(new RetentionRules(2, Duration.ZERO), Optional.empty()))
        .extracting(Announced::modelVersion)
        .containsExactly("v1");
    assertThat(store.kept).containsKey("v2");
  }

  @Test
  void shouldTakeAStagedVersionToTheNextStageWithoutStoringItAgain() {
    publisher.publish(unpublished(1));
    Staged staged = stage(2);

    Staged canary =
        publisher.advance(
            staged.modelVersion(), Stage.CANARY, 0.05, Optional.empty(), Optional.of("agreed"));

    assertThat(publisher.registry().staged()).contains(canary);
    assertThat(canary.announcement()).isEqualTo(staged.announcement());
    assertThat(canary.share()).isEqualTo(0.05);
    publisher.announce("v2", Optional.empty());
    assertThatThrownBy(
            () -> publisher.advance("v2", Stage.CANARY, 0.05, Optional.empty(), Optional.empty()))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("version v2 is not staged");
  }

  @Test
  void shouldSayUntilWhenAVersionWaitsAndRefuseToPinItMeanwhile() {
    Staged first =
        publisher.stage(
            unpublished(1),
            Provenance.NONE,
            Stage.APPROVAL,
            0,
            Optional.of(Duration.ofDays(7)),
            Optional.of("passed the gate"));

    assertThat(first.until()).contains(Events.AT.plus(Duration.ofDays(7)));
    assertThat(publisher.registry().active()).as("not even the first one").isEmpty();
    assertThatThrownBy(() -> publisher.pin("v1", Optional.empty()))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("version v1 waits for approval and cannot be pinned");
    publisher.announce("v1", Optional.of("approved"));
    stage(2);
    Staged second =
        publisher.advance(
            "v2", Stage.APPROVAL, 0, Optional.of(Duration.ofHours(1)), Optional.empty());
    assertThat(second.until()).contains(Events.AT.plus(Duration.ofHours(1)));
    publisher.rollBack("v2", Optional.of("rejected"));
    assertThat(active()).isEqualTo("v1");
  }

  private Staged stage(long seed) {
    return publisher.stage(
        unpublished(seed),
        new Provenance(Optional.empty(), Optional.empty(), Optional.of("20 new labels")),
        Stage.SHADOW,
        0.25,
        Optional.of("passed the gate"));
  }

  private static ModelArtifact labelled(List<String> labels) {
    Manifest known = unpublished(1).manifest();
    return new ModelArtifact(
        new Manifest(
            known.version(),
            labels,
            known.input(),
            known.normalisation(),
            known.backbone(),
            known.parentVersion(),
            known.trainingSetFingerprint(),
            known.scores(),
            known.createdAt(),
            known.sha256(),
            known.bytes()),
        unpublished(1).onnx());
  }

  @Test
  void shouldPinUnpinAndRollBack() {
    publisher.publish(unpublished(1));
    publisher.publish(unpublished(2));

    publisher.pin("v1", Optional.of("holiday"));
    assertThat(active()).isEqualTo("v1");
    assertThat(publisher.unpin(Optional.empty()).modelVersion()).isEqualTo("v1");
    assertThat(active()).isEqualTo("v2");
    publisher.rollBack("v2", Optional.of("worse"));
    assertThat(active()).isEqualTo("v1");
  }

  @Test
  void shouldListAvailableVersionsWhenOneIsUnknownOrWithdrawn() {
    publisher.publish(unpublished(1));
    publisher.publish(unpublished(2));
    publisher.publish(unpublished(3));
    publisher.rollBack("v3", Optional.empty());

    assertThatThrownBy(() -> publisher.pin("v9", Optional.empty()))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("v9 is unknown")
        .hasMessageContaining("v2, v1");
    assertThatThrownBy(() -> publisher.rollBack("v3", Optional.empty()))
        .hasMessageContaining("v3 was rolled back");
    assertThat(log.events()).hasSize(4);
  }

  @Test
  void shouldRefuseToUnpinNothingAndToRollBackTheOnlyVersion() {
    assertThatThrownBy(() -> publisher.unpin(Optional.empty()))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("no version is pinned");
    assertThatThrownBy(() -> publisher.rollBack("v1", Optional.empty()))
        .hasMessageContaining("available are none");
    publisher.publish(unpublished(1));
    assertThatThrownBy(() -> publisher.rollBack("v1", Optional.empty()))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("only one left");
  }

  /** Both were asked for while there were two: the log decides which one goes. */
  @Test
  void shouldLeaveOneVersionWhenTwoPublishersRollOneBackEach() {
    publisher.publish(unpublished(1));
    publisher.publish(unpublished(2));
    ModelPublisher late = publisherAfter(() -> publisher.rollBack("v1", Optional.empty()));

    assertThatThrownBy(() -> late.rollBack("v2", Optional.empty()))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("version v2 became the only one left");

    assertThat(active()).isEqualTo("v2");
  }

  @Test
  void shouldNotDeleteWhatBecameTheLastVersionWhileItWasToBePruned() {
    for (int seed = 1; seed <= 3; seed++) {
      publisher.publish(unpublished(seed));
    }
    ModelPublisher late =
        publisherAfter(
            () -> {
              publisher.rollBack("v3", Optional.empty());
              publisher.rollBack("v2", Optional.empty());
            });

    assertThat(late.prune(new RetentionRules(2, Duration.ZERO), Optional.empty())).isEmpty();

    assertThat(active()).isEqualTo("v1");
    assertThat(store.kept).containsKey("v1");
  }

  /** A publisher that looks at the log, and appends to it after somebody else did something. */
  private ModelPublisher publisherAfter(Runnable others) {
    ModelEventLog racing =
        new ModelEventLog() {
          @Override
          public ModelRegistry registry() {
            return log.registry();
          }

          @Override
          public void append(ModelEvent event) {
            others.run();
            log.append(event);
          }

          @Override
          public void close() {}
        };
    return new ModelPublisher(store, racing, PublishingRules.DEFAULT, () -> Events.AT);
  }

  private String active() {
    return publisher.registry().active().orElseThrow().modelVersion();
  }

  private static ModelArtifact unpublished(long seed) {
    return Models.model(Manifest.UNPUBLISHED, 100, seed);
  }

  private static final class MemoryStore implements ModelStore {
    private final Map<String, ModelArtifact> kept = new HashMap<>();
    private UnaryOperator<ModelArtifact> onRead = UnaryOperator.identity();

    @Override
    public String put(ModelArtifact artifact) {
      kept.put(artifact.manifest().version(), artifact);
      return "memory:" + artifact.manifest().version();
    }

    @Override
    public ModelArtifact get(String version, String location) {
      return onRead.apply(kept.get(version));
    }

    @Override
    public boolean keeps(String location) {
      return location.startsWith("memory:");
    }

    @Override
    public void delete(String version, String location) {
      kept.remove(version);
    }

    @Override
    public void close() {}
  }
}
