package io.afterimage.training.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.onnx.Head;
import io.afterimage.networks.onnx.HeadlessModel;
import io.afterimage.networks.onnx.OnnxGraphs;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.ModelBase;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.suspects.NoisyLabelFitting;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeadRefreshTest {

  private static final InputSpec INPUT = InputSpec.square(32);
  private static final List<String> LABELS = List.of("cat", "dog", "fox");
  private static final int WIDTH = 1280;

  private final HeadRefresh refresh = refresh(ClassWeighting.OFF);
  private final Map<String, float[]> features = new HashMap<>();
  private Set<String> alike = Set.of();

  @Test
  void shouldLearnEverythingButTheTestImagesAndAnswerEachWithoutHavingLearnedIt() {
    ModelArtifact version = version();
    TrainingSet images = images(false);

    RefreshedModel refreshed = run(version, images);

    assertThat(refreshed.artifact().manifest().labels()).isEqualTo(LABELS);
    assertThat(refreshed.answers()).hasSize(features.size());
    assertThat(refreshed.artifact().manifest().scores())
        .hasEntrySatisfying("validation_accuracy", a -> assertThat(a).isGreaterThan(0.9))
        .hasEntrySatisfying("test_accuracy", a -> assertThat(a).isGreaterThan(0.9))
        .containsEntry("test_pictures", 30.0);
    HeadlessModel after = HeadlessModel.of(refreshed.artifact());
    assertThat(after.featureGraph()).isEqualTo(HeadlessModel.of(version).featureGraph());
    assertThat(after.head().weight().values())
        .isEqualTo(refreshed.fitted().head().weight().values());
    String learned = images.of(Split.TRAIN).get(0).id();
    assertThat(refreshed.answers().get(learned)[0])
        .isNotCloseTo(own(after.head(), learned)[0], within(1e-6f));
    String tested = images.of(Split.TEST).get(0).id();
    assertThat(refreshed.answers().get(tested)[0])
        .isCloseTo(own(after.head(), tested)[0], within(1e-6f));
  }

  @Test
  void shouldNotBeMovedByTheTestImages() {
    ModelArtifact version = version();

    Head one = run(version, images(false)).fitted().head();
    Head other = run(version, images(true)).fitted().head();

    assertThat(other.weight().values()).isEqualTo(one.weight().values());
  }

  @Test
  void shouldBalanceClassesAsTheScheduleDoes() {
    ModelArtifact version = version();
    TrainingSet images = images(false);
    Map<Split, List<DecodedImage>> fewFoxes = new HashMap<>();
    for (Split split : Split.values()) {
      List<DecodedImage> all = images.of(split);
      fewFoxes.put(
          split,
          all.stream()
              .filter(image -> image.label() != 2 || all.indexOf(image) % 10 == 2)
              .toList());
    }
    TrainingSet unequal = new TrainingSet(LABELS, INPUT, fewFoxes, List.of(), "fingerprint");
    double[] learned = new double[LABELS.size()];
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
      unequal.of(split).forEach(image -> learned[image.label()]++);
    }

    Head plain = run(refresh, version, unequal).fitted().head();
    RefreshedModel balanced = run(refresh(ClassWeighting.BALANCED), version, unequal);

    assertThat(learned[2]).isLessThan(learned[0] / 3);
    Head head = HeadlessModel.of(balanced.artifact()).head();
    assertThat(head.weight().values()).isEqualTo(plain.weight().values());
    for (int label = 0; label < LABELS.size(); label++) {
      assertThat((double) head.bias().values()[label])
          .isCloseTo(plain.bias().values()[label] - Math.log(learned[label]), within(1e-5));
    }
  }

  private static HeadRefresh refresh(ClassWeighting weighting) {
    return new HeadRefresh(
        NoisyLabelFitting.keeping(new HeadFitting(new OnnxSoftmaxEngine())),
        weighting,
        true,
        InstantSource.fixed(Instant.EPOCH));
  }

  @Test
  void shouldNotScoreTestImagesOfWhichATwinIsLearned() {
    TrainingSet images = images(true);
    List<String> tested = images.of(Split.TEST).stream().map(DecodedImage::id).toList();
    alike = Set.copyOf(tested.subList(0, 20));

    RefreshedModel refreshed = run(version(), images);

    assertThat(refreshed.answers()).containsKeys(tested.toArray(String[]::new));
    assertThat(refreshed.uncounted()).isEqualTo(alike);
    alike = Set.copyOf(tested);
    assertThat(run(version(), images).artifact().manifest().scores())
        .doesNotContainKey("test_accuracy")
        .containsEntry("test_pictures", 30.0);
  }

  private RefreshedModel run(ModelArtifact version, TrainingSet images) {
    return run(refresh, version, images);
  }

  private RefreshedModel run(HeadRefresh refresh, ModelArtifact version, TrainingSet images) {
    return refresh.run(
        ModelBase.of(version),
        images,
        (asked, cancelled) -> {
          FeatureMatrix matrix = new FeatureMatrix(WIDTH);
          asked.forEach(image -> matrix.add(features.get(image.id())));
          return matrix;
        },
        Optional.empty(),
        alike,
        () -> false);
  }

  private float[] own(Head head, String id) {
    return HeadAnswers.probabilities(head, FeatureMatrix.of(new float[][] {features.get(id)}), 0);
  }

  /** Three overlapping clouds. */
  private TrainingSet images(boolean turnTestImages) {
    SplittableRandom random = new SplittableRandom(3);
    Map<Split, List<DecodedImage>> images = new HashMap<>();
    for (int i = 0; i < 240; i++) {
      Split split = i % 8 == 0 ? Split.TEST : i % 8 == 1 ? Split.VALIDATION : Split.TRAIN;
      int label = i / 8 % LABELS.size();
      String id = "image-" + i;
      float[] row = new float[WIDTH];
      for (int k = 0; k < 40; k++) {
        row[k] = (float) random.nextGaussian(k == label ? 4 : 0, 1);
      }
      features.put(id, row);
      boolean turned = turnTestImages && split == Split.TEST;
      images
          .computeIfAbsent(split, s -> new ArrayList<>())
          .add(new DecodedImage(id, turned ? (label + 1) % 3 : label, new byte[0]));
    }
    return new TrainingSet(LABELS, INPUT, images, List.of(), "fingerprint");
  }

  private static ModelArtifact version() {
    Head head =
        new Head(
            new Tensor(new long[] {1, WIDTH}, new float[WIDTH]),
            new Tensor(new long[] {1}, new float[1]));
    List<String> labels = List.of("cat", "dog");
    byte[] onnx =
        OnnxGraphs.classifier(
            KnownBackbone.MOBILENETV2.shippedTable(),
            KnownBackbone.MOBILENETV2.shippedWeights(),
            head,
            labels,
            INPUT);
    return new ModelArtifact(
        new Manifest(
            "v1",
            labels,
            INPUT,
            Normalisation.IMAGENET,
            "mobilenetv2",
            Optional.empty(),
            "none",
            Map.of(),
            Instant.EPOCH,
            Sha256.of(onnx),
            onnx.length),
        onnx);
  }
}
