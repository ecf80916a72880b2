package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.training.Augmentation;
import io.afterimage.training.AugmentationPolicy;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two classes that are each other's mirror image: augmentation must not mirror them. */
class AugmentationChoiceTest {

  private static final int SIDE = 64;

  private final TrainingRig rig = new TrainingRig();
  private final Map<AugmentationPolicy, Double> losses = new EnumMap<>(AugmentationPolicy.class);
  private final TrainingListener listener =
      new TrainingListener() {
        @Override
        public void augmentationChosen(
            AugmentationPolicy chosen, Map<AugmentationPolicy, Double> all) {
          losses.putAll(all);
        }
      };

  @Test
  void shouldNotMirrorWhereLeftAndRightAreTheClasses() {
    FineTunePhase fineTune = new FineTunePhase(1, 150, 8, 1e-5, 0.2);
    TrainingResult result = run(Optional.of(fineTune));

    assertThat(losses.get(AugmentationPolicy.NONE))
        .isLessThan(losses.get(AugmentationPolicy.SCENE) / 2)
        .isLessThan(losses.get(AugmentationPolicy.TURNED) / 2)
        .isLessThan(losses.get(AugmentationPolicy.ANY) / 2);
    assertThat(result.schedule().augmentation().flip()).isFalse();
    assertThat(result.schedule().augmentation().automatic()).isFalse();
  }

  @Test
  void shouldNotSpendTimeOnItWhereOnlyAHeadIsFitted() {
    TrainingResult result = run(Optional.empty());

    assertThat(losses).isEmpty();
    assertThat(result.schedule().augmentation()).isEqualTo(Augmentation.NONE);
  }

  private TrainingResult run(Optional<FineTunePhase> fineTune) {
    ScheduleConfig config =
        new ScheduleConfig(FreezePhase.DEFAULT, fineTune, Augmentation.AUTOMATIC, 1);
    return rig.run(halves(), config, Checkpoints.NONE, listener);
  }

  private static TrainingSet halves() {
    SplittableRandom random = new SplittableRandom(3);
    Map<Split, List<DecodedImage>> images = new EnumMap<>(Split.class);
    Map.of(Split.TRAIN, 20, Split.VALIDATION, 4)
        .forEach(
            (split, count) -> {
              List<DecodedImage> list = new ArrayList<>();
              for (int i = 0; i < 2 * count; i++) {
                list.add(new DecodedImage(split + "/" + i, i % 2, half(i % 2, random)));
              }
              images.put(split, list);
            });
    return new TrainingSet(
        List.of("left", "right"), InputSpec.square(SIDE), images, List.of(), "f".repeat(64));
  }

  private static byte[] half(int label, SplittableRandom random) {
    byte[] rgb = new byte[SIDE * SIDE * 3];
    for (int i = 0; i < rgb.length; i++) {
      boolean right = i / 3 % SIDE >= SIDE / 2;
      rgb[i] = (byte) ((right == (label == 1) ? 180 : 60) + random.nextInt(-40, 41));
    }
    return rgb;
  }
}
