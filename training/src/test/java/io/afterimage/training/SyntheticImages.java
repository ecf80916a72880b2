package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Images of one colour with noise: class {@code i} of {@code n} is {@code 40 + i * 170 / (n-1)}
 * bright.
 */
public final class SyntheticImages {

  private SyntheticImages() {}

  /** As many images of each class as the map says for each split. */
  public static TrainingSet set(int size, List<String> labels, Map<Split, Integer> perClass) {
    InputSpec input = InputSpec.square(size);
    SplittableRandom random = new SplittableRandom(5);
    Map<Split, List<DecodedImage>> images = new EnumMap<>(Split.class);
    perClass.forEach(
        (split, count) -> {
          List<DecodedImage> list = new ArrayList<>();
          for (int label = 0; label < labels.size(); label++) {
            for (int i = 0; i < count; i++) {
              String id = "%s/%s/%03d".formatted(split, labels.get(label), i);
              list.add(new DecodedImage(id, label, noisy(input, label, random)));
            }
          }
          images.put(split, list);
        });
    return new TrainingSet(labels, input, images, List.of(), "f".repeat(64));
  }

  private static byte[] noisy(InputSpec input, int colour, SplittableRandom random) {
    byte[] rgb = new byte[input.bytesPerImage()];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((i % 3 == colour ? 200 : 60) + random.nextInt(-50, 51));
    }
    return rgb;
  }
}
