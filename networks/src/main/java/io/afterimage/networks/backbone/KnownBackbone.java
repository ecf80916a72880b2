package io.afterimage.networks.backbone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The networks whose tables the project has, by the names that options and manifests use. */
public enum KnownBackbone {
  /** MobileNetV2, by Keras' conventions; the shipped weights have others: {@link MobileNetV2}. */
  MOBILENETV2(Preprocessing.TF, 160) {
    @Override
    public Backbone table(int size, Preprocessing preprocessing) {
      return MobileNetV2.keras().withNormalisation(preprocessing.normalisation());
    }
  },
  /** VGG with 13 convolutions. */
  VGG16(Preprocessing.CAFFE, 224) {
    @Override
    public Backbone table(int size, Preprocessing preprocessing) {
      return Vgg.vgg16(code(), preprocessing);
    }
  },
  /** VGG with 16 convolutions. */
  VGG19(Preprocessing.CAFFE, 224) {
    @Override
    public Backbone table(int size, Preprocessing preprocessing) {
      return Vgg.vgg19(code(), preprocessing);
    }
  },
  /** The tutorial's own network of one convolution and one hidden dense layer. */
  CIFAR10_CNN(Preprocessing.SCALE, 32) {
    @Override
    public Backbone table(int size, Preprocessing preprocessing) {
      return TutorialCnn.ofSize(code(), size, preprocessing);
    }
  };

  private final Preprocessing preprocessing;
  private final int usualSize;

  KnownBackbone(Preprocessing preprocessing, int usualSize) {
    this.preprocessing = preprocessing;
    this.usualSize = usualSize;
  }

  /**
   * Its layers by Keras' conventions.
   *
   * @param size height and width of the images; only a network with a dense layer after {@code
   *     Flatten} depends on it
   */
  public abstract Backbone table(int size, Preprocessing preprocessing);

  /** The table with the family's own preprocessing. */
  public Backbone table(int size) {
    return table(size, preprocessing);
  }

  /** What the official weights were trained with. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** The side in pixels of the images in the tutorials. */
  public int usualSize() {
    return usualSize;
  }

  /** The form in options: {@code cifar10-cnn}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * By its name in options.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static KnownBackbone named(String code) {
    return Arrays.stream(values())
        .filter(known -> known.code().equals(code.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no backbone '%s'; there are %s".formatted(code, names())));
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(KnownBackbone::code).collect(Collectors.joining(", "));
  }

  /**
   * Hidden dense layers on top of a table, each with a rectifier; feature maps are averaged first.
   */
  public static Backbone withHidden(Backbone backbone, List<Integer> units) {
    if (units.isEmpty()) {
      return backbone;
    }
    List<Layer> top = new ArrayList<>();
    String last = backbone.output().name();
    int side = backbone.nominalSize();
    if (backbone.outputShape(side, side) instanceof LayerShape.Maps) {
      top.add(new Layer.GlobalAveragePooling2D("global_average_pooling2d", last));
      last = "global_average_pooling2d";
    }
    for (int i = 0; i < units.size(); i++) {
      String name = "hidden" + (i == 0 ? "" : "_" + i);
      top.add(new Layer.Dense(name, last, units.get(i), Activation.RELU));
      last = name;
    }
    return backbone.withTop(top);
  }
}
