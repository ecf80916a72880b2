package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two runs are the same only where nothing differs that their result follows from. */
class RunFingerprintTest {

  private static final List<String> LABELS = List.of("red", "green");
  private static final Map<String, Tensor> WEIGHTS = KnownBackbone.MOBILENETV2.shippedWeights();
  private static final PretrainedBase BASE =
      new PretrainedBase(KnownBackbone.MOBILENETV2.shippedTable(), WEIGHTS);
  private static final Map<String, Tensor> HEAD = new HeadSpec(BASE.features(), 2).initial();
  private static final TrainingSet IMAGES = images();

  private static final String RUN = RunFingerprint.of(BASE, HEAD, IMAGES, ScheduleConfig.DEFAULT);

  private static TrainingSet images() {
    return SyntheticImages.set(8, LABELS, Map.of(Split.TRAIN, 2, Split.VALIDATION, 1));
  }

  private static TrainingSet with(Map<Split, List<DecodedImage>> images, List<String> labels) {
    return new TrainingSet(labels, IMAGES.input(), images, List.of(), IMAGES.fingerprint());
  }

  /** With another image in the place of the first one that is trained on. */
  private static TrainingSet beginningWith(DecodedImage image) {
    List<DecodedImage> train = new ArrayList<>(IMAGES.of(Split.TRAIN));
    train.set(0, image);
    return with(Map.of(Split.TRAIN, train, Split.VALIDATION, IMAGES.of(Split.VALIDATION)), LABELS);
  }

  private static String of(TrainingSet images) {
    return RunFingerprint.of(BASE, HEAD, images, ScheduleConfig.DEFAULT);
  }

  @Test
  void shouldBeTheSameForTheSameRun() {
    assertThat(of(images())).isEqualTo(RUN).matches("[0-9a-f]{64}");
  }

  @Test
  void shouldDifferWithAnythingOfAnImage() {
    DecodedImage first = IMAGES.of(Split.TRAIN).get(0);
    byte[] brighter = first.rgb().clone();
    brighter[brighter.length - 1]++;

    assertThat(
            List.of(
                RUN,
                of(beginningWith(new DecodedImage(first.id(), first.label(), brighter))),
                of(beginningWith(new DecodedImage(first.id(), 1, first.rgb()))),
                of(beginningWith(new DecodedImage("other", first.label(), first.rgb())))))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldDifferWithSplitsAndNamesOfLabels() {
    Map<Split, List<DecodedImage>> moved = new EnumMap<>(Split.class);
    moved.put(Split.TRAIN, IMAGES.of(Split.TRAIN));
    moved.put(Split.TEST, IMAGES.of(Split.VALIDATION));
    Map<Split, List<DecodedImage>> same = new EnumMap<>(Split.class);
    same.put(Split.TRAIN, IMAGES.of(Split.TRAIN));
    same.put(Split.VALIDATION, IMAGES.of(Split.VALIDATION));

    assertThat(List.of(RUN, of(with(moved, LABELS)), of(with(same, List.of("red", "blue")))))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldDifferWithTheScheduleAndWithTheWeightsToBeginWith() {
    ScheduleConfig shorter =
        new ScheduleConfig(FreezePhase.DEFAULT, Optional.empty(), Augmentation.DEFAULT, 1);
    ScheduleConfig seed =
        new ScheduleConfig(FreezePhase.DEFAULT, Optional.empty(), Augmentation.DEFAULT, 2);
    Map<String, Tensor> weights = new HashMap<>(WEIGHTS);
    weights.computeIfPresent(
        weights.keySet().iterator().next(),
        (name, tensor) -> {
          float[] values = tensor.values().clone();
          values[0] += 1;
          return new Tensor(tensor.shape(), values);
        });

    assertThat(
            List.of(
                RUN,
                RunFingerprint.of(BASE, HEAD, IMAGES, shorter),
                RunFingerprint.of(BASE, HEAD, IMAGES, seed),
                RunFingerprint.of(
                    BASE,
                    new HeadSpec(BASE.features(), 2).random(1),
                    IMAGES,
                    ScheduleConfig.DEFAULT),
                RunFingerprint.of(
                    new PretrainedBase(BASE.backbone(), weights),
                    HEAD,
                    IMAGES,
                    ScheduleConfig.DEFAULT)))
        .doesNotHaveDuplicates();
  }
}
