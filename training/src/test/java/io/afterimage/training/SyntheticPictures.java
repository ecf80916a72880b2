package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.training.dataset.DecodedPicture;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Pictures of one colour with noise: class {@code i} of {@code n} is {@code 40 + i * 170 / (n-1)}
 * bright.
 */
public final class SyntheticPictures {

  private SyntheticPictures() {}

  /** As many pictures of each class as the map says for each split. */
  public static TrainingSet set(int size, List<String> labels, Map<Split, Integer> perClass) {
    InputSpec input = InputSpec.square(size);
    SplittableRandom random = new SplittableRandom(5);
    Map<Split, List<DecodedPicture>> pictures = new EnumMap<>(Split.class);
    perClass.forEach(
        (split, count) -> {
          List<DecodedPicture> list = new ArrayList<>();
          for (int label = 0; label < labels.size(); label++) {
            for (int i = 0; i < count; i++) {
              String id = "%s/%s/%03d".formatted(split, labels.get(label), i);
              list.add(new DecodedPicture(id, label, noisy(input, label, random)));
            }
          }
          pictures.put(split, list);
        });
    return new TrainingSet(labels, input, pictures, List.of(), "f".repeat(64));
  }

  private static byte[] noisy(InputSpec input, int colour, SplittableRandom random) {
    byte[] rgb = new byte[input.bytesPerPicture()];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((i % 3 == colour ? 200 : 60) + random.nextInt(-50, 51));
    }
    return rgb;
  }
}
