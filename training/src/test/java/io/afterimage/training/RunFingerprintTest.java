package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.MobileNetV2;
import io.afterimage.training.dataset.DecodedPicture;
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
  private static final Map<String, Tensor> WEIGHTS = MobileNetV2.imagenetWeights();
  private static final PretrainedBase BASE = new PretrainedBase(MobileNetV2.imagenet(), WEIGHTS);
  private static final Map<String, Tensor> HEAD = new HeadSpec(BASE.features(), 2).initial();
  private static final TrainingSet PICTURES = pictures();

  private static final String RUN = RunFingerprint.of(BASE, HEAD, PICTURES, ScheduleConfig.DEFAULT);

  private static TrainingSet pictures() {
    return SyntheticPictures.set(8, LABELS, Map.of(Split.TRAIN, 2, Split.VALIDATION, 1));
  }

  private static TrainingSet with(Map<Split, List<DecodedPicture>> pictures, List<String> labels) {
    return new TrainingSet(labels, PICTURES.input(), pictures, List.of(), PICTURES.fingerprint());
  }

  /** With another picture in the place of the first one that is trained on. */
  private static TrainingSet beginningWith(DecodedPicture picture) {
    List<DecodedPicture> train = new ArrayList<>(PICTURES.of(Split.TRAIN));
    train.set(0, picture);
    return with(
        Map.of(Split.TRAIN, train, Split.VALIDATION, PICTURES.of(Split.VALIDATION)), LABELS);
  }

  private static String of(TrainingSet pictures) {
    return RunFingerprint.of(BASE, HEAD, pictures, ScheduleConfig.DEFAULT);
  }

  @Test
  void shouldBeTheSameForTheSameRun() {
    assertThat(of(pictures())).isEqualTo(RUN).matches("[0-9a-f]{64}");
  }

  @Test
  void shouldDifferWithAnythingOfAPicture() {
    DecodedPicture first = PICTURES.of(Split.TRAIN).get(0);
    byte[] brighter = first.rgb().clone();
    brighter[brighter.length - 1]++;

    assertThat(
            List.of(
                RUN,
                of(beginningWith(new DecodedPicture(first.id(), first.label(), brighter))),
                of(beginningWith(new DecodedPicture(first.id(), 1, first.rgb()))),
                of(beginningWith(new DecodedPicture("other", first.label(), first.rgb())))))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldDifferWithSplitsAndNamesOfLabels() {
    Map<Split, List<DecodedPicture>> moved = new EnumMap<>(Split.class);
    moved.put(Split.TRAIN, PICTURES.of(Split.TRAIN));
    moved.put(Split.TEST, PICTURES.of(Split.VALIDATION));
    Map<Split, List<DecodedPicture>> same = new EnumMap<>(Split.class);
    same.put(Split.TRAIN, PICTURES.of(Split.TRAIN));
    same.put(Split.VALIDATION, PICTURES.of(Split.VALIDATION));

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
                RunFingerprint.of(BASE, HEAD, PICTURES, shorter),
                RunFingerprint.of(BASE, HEAD, PICTURES, seed),
                RunFingerprint.of(
                    BASE,
                    new HeadSpec(BASE.features(), 2).random(1),
                    PICTURES,
                    ScheduleConfig.DEFAULT),
                RunFingerprint.of(
                    new PretrainedBase(BASE.backbone(), weights),
                    HEAD,
                    PICTURES,
                    ScheduleConfig.DEFAULT)))
        .doesNotHaveDuplicates();
  }
}
