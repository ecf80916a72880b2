package io.afterimage.trainer.service;

import static io.afterimage.trainer.service.RetrainRig.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.models.LabelReview;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.TrainingReport;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.onnx.HeadlessModel;
import io.afterimage.registry.store.ReviewedLabels;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Reply;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.head.NearTwins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that fit only the head, on a real base. */
class RefreshRunTest {

  private static final int SIZE = 32;
  private static final List<String> LABELS = List.of("red", "green", "blue");

  private Path folder;
  private RetrainRig rig;

  @BeforeEach
  void fill(@TempDir Path temporary) {
    folder = temporary;
    rig = new RetrainRig(folder);
    rig.buffer.clear();
    rig.engine = new OnnxRuntimeEngine(new Device.Cpu());
    rig.input = InputSpec.square(SIZE);
    label(0, 80, 2);
  }

  private void label(int from, int to, int classes) {
    for (int i = from; i < to; i++) {
      String id = "image-" + i;
      rig.buffer.put(
          new Example(
              id,
              LABELS.get(i % classes),
              i % 5 == 0 ? Split.TEST : i % 5 == 1 ? Split.VALIDATION : Split.TRAIN,
              Instant.EPOCH.plusSeconds(i),
              new ImagePointer("images", 0, i),
              PngImages.ofClass(SIZE, i % classes, i)));
    }
  }

  private Reply refresh(String id) {
    return rig.run(Command.Retrain.refresh(id, Optional.of("20 new labels"), Instant.EPOCH));
  }

  @Test
  void shouldPublishAFirstVersionOnThePretrainedBase() {
    assertThat(outcome(refresh("a")))
        .isEqualTo(new Reply.Published("v1", Optional.of(1.0), Optional.empty()));

    ModelArtifact version = rig.versions.active().orElseThrow();
    assertThat(version.manifest().labels()).containsExactly("green", "red");
    assertThat(version.manifest().report().orElseThrow().heldOut().accuracy()).isEqualTo(1);
    assertThat(rig.training.runs).isZero();
  }

  /** All images of a colour are near twins: those of the test split say nothing new. */
  @Test
  void shouldNotReportOnTestImagesOfWhichATwinIsLearned() {
    rig.twinCosine = NearTwins.USUAL_COSINE;

    Reply reply = refresh("a");

    assertThat(((Reply.Done) reply).text())
        .startsWith("published")
        .contains("optimistic: 16 of 80 images have a near twin");
    TrainingReport.HeldOut heldOut =
        rig.versions.active().orElseThrow().manifest().report().orElseThrow().heldOut();
    assertThat(heldOut.images()).isEqualTo(64);
    assertThat(heldOut.twins()).contains(new TrainingReport.Twins(16, false));
  }

  @Test
  void shouldLearnANewClassOnTheSameLayersAndLookOnlyAtNewImages() throws IOException {
    refresh("a");
    long before = bytesOfFeatures();
    ModelArtifact first = rig.versions.active().orElseThrow();
    label(80, 140, 3);

    assertThat(refresh("b")).isInstanceOf(Reply.Done.class);

    ModelArtifact second = rig.versions.active().orElseThrow();
    assertThat(second.manifest().version()).isEqualTo("v2");
    assertThat(second.manifest().labels()).containsExactly("blue", "green", "red");
    assertThat(HeadlessModel.of(second).featureGraph())
        .isEqualTo(HeadlessModel.of(first).featureGraph());
    assertThat(bytesOfFeatures() * 80).isEqualTo(before * 140);
  }

  @Test
  void shouldSayThatAllButTheTestImagesWereLearned() {
    refresh("a");

    Map<String, Lineage> lineages = new HashMap<>();
    rig.retrain().lineages().read(lineages::put);
    String sha256 = rig.log.registry().active().orElseThrow().sha256();

    assertThat(lineages.get(sha256).learned()).hasSize(64).doesNotContain("image-0", "image-5");
    assertThat(lineages.get(sha256).use("image-1")).contains(Lineage.TRAIN);
    assertThat(lineages.get(sha256).use("image-5")).contains("test");
  }

  @Test
  void shouldSayWhichLabelsLookWrongAndJudgeByThemAllTheSame() {
    for (int i : new int[] {2, 4, 7, 9, 12}) {
      rig.buffer.put(
          rig.buffer
              .find("image-" + i)
              .orElseThrow()
              .relabelled(LABELS.get(1 - i % 2), Instant.EPOCH));
    }

    Reply.Done done = (Reply.Done) refresh("a");

    assertThat(done.text())
        .contains("5 of 64 labels look wrong, 5 of them were not learned")
        .contains("training-set suspects");
    ModelArtifact version = rig.versions.active().orElseThrow();
    ReviewedLabels labels = ReviewedLabels.latest(rig.retrain().lineages()).orElseThrow();
    assertThat(labels.sha256()).isEqualTo(version.manifest().sha256());
    assertThat(labels.review().suspects())
        .extracting(LabelReview.Suspect::id)
        .containsExactlyInAnyOrder("image-2", "image-4", "image-7", "image-9", "image-12");
    assertThat(rig.meters.get("afterimage.run.suspect.labels").gauge().value()).isEqualTo(5);
    assertThat(done.outcome())
        .as("of 80 images 5 are under a wrong label")
        .isEqualTo(new Reply.Published("v1", Optional.of(75 / 80.0), Optional.empty()));
  }

  @Test
  void shouldHoldImagesBackThatSourcesDisagreeAbout() {
    for (int i : new int[] {5, 7}) {
      Example one = rig.buffer.find("image-" + i).orElseThrow();
      Example two = one.hearing(Optional.of("ben"), LABELS.get(1 - i % 2), Instant.EPOCH);
      rig.buffer.put(two);
    }

    Reply.Done done = (Reply.Done) refresh("a");

    assertThat(done.text())
        .contains("2 images held back, as sources disagree")
        .contains("training-set disputes");
    assertThat(rig.meters.get("afterimage.run.disputed.labels").gauge().value()).isEqualTo(2);
    Map<String, Lineage> lineages = new HashMap<>();
    rig.retrain().lineages().read(lineages::put);
    String sha256 = rig.log.registry().active().orElseThrow().sha256();
    assertThat(lineages.get(sha256).learned()).hasSize(63).doesNotContain("image-7");
    assertThat(lineages.get(sha256).use("image-5")).as("of the test split").isEmpty();
  }

  @Test
  void shouldRefuseToLearnTheSameTwice() {
    rig.ledger.observe(refresh("a"));

    assertThat(refresh("b"))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.why()).contains("nothing new to learn"));

    rig.twinCosine = NearTwins.USUAL_COSINE;
    assertThat(refresh("c")).as("in other folds").isInstanceOf(Reply.Done.class);
  }

  @Test
  void shouldBeCancelled() {
    Reply reply =
        rig.retrain()
            .run(
                Command.Retrain.refresh("a", Optional.empty(), Instant.EPOCH),
                false,
                progress -> {},
                new CancelledAfter(3)::ask)
            .reply();

    assertThat(reply).isInstanceOf(Reply.Failed.class);
    assertThat(rig.log.registry().history()).isEmpty();
  }

  /** Says yes from some question on. */
  private static final class CancelledAfter {

    private int left;

    CancelledAfter(int questions) {
      left = questions;
    }

    boolean ask() {
      return left-- <= 0;
    }
  }

  private long bytesOfFeatures() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("features"))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
