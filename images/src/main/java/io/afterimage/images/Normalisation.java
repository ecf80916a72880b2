package io.afterimage.images;

import java.util.List;

/**
 * The normalisation inside the graph, documented for people and other tools: {@code (value /
 * divisor - mean) / deviation} per channel, in RGB order.
 */
public record Normalisation(double divisor, List<Double> mean, List<Double> deviation) {

  /** RGB / 255 with the mean and standard deviation of ImageNet. */
  public static final Normalisation IMAGENET =
      new Normalisation(255, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /** Copies the lists, which must have one value per channel. */
  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != 3 || deviation.size() != 3) {
      throw new IllegalArgumentException("normalisation needs three means and three deviations");
    }
  }
}
