package io.afterimage.networks.backbone;

import io.afterimage.images.Normalisation;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a family of networks was shown its images. {@code caffe}, {@code tf} and {@code torch} are
 * the modes of Keras' {@code preprocess_input}; {@code scale} is division by 255, {@code lite} is
 * EfficientNet-Lite's.
 */
public enum Preprocessing {
  /** The mean of ImageNet's images is subtracted and nothing divided; the network takes BGR. */
  CAFFE,
  /** To [-1, 1]. */
  TF,
  /** To [0, 1], then by the mean and standard deviation of ImageNet. */
  TORCH,
  /** To [0, 1]. */
  SCALE,
  /** To {@code (value - 127) / 128}, about [-1, 1]. */
  LITE;

  private static final List<Double> ZEROS = List.of(0.0, 0.0, 0.0);
  private static final List<Double> ONES = List.of(1.0, 1.0, 1.0);

  /** What happens to the values, in RGB order. */
  public Normalisation normalisation() {
    return switch (this) {
      case CAFFE -> new Normalisation(1, List.of(123.68, 116.779, 103.939), ONES);
      case TF -> new Normalisation(127.5, ONES, ONES);
      case TORCH -> Normalisation.IMAGENET;
      case SCALE -> new Normalisation(255, ZEROS, ONES);
      case LITE -> new Normalisation(128, Collections.nCopies(3, 127.0 / 128), ONES);
    };
  }

  /** Whether the first convolution's weights were learned on blue, green, red. */
  public boolean takesBgr() {
    return this == CAFFE;
  }

  /** The form in options and files: {@code caffe}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of this form, in capitals too. */
  public static Optional<Preprocessing> of(String code) {
    return Arrays.stream(values()).filter(mode -> mode.name().equalsIgnoreCase(code)).findFirst();
  }

  /** The forms that there are, for messages. */
  public static String codes() {
    return Arrays.stream(values()).map(Preprocessing::code).collect(Collectors.joining(", "));
  }
}
