package io.afterimage.networks.backbone;

import io.afterimage.models.inference.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The networks whose tables the project has: all that it knows of each is here. A new one is a
 * table and an entry.
 */
// What the fields hold is immutable, but without Error Prone's annotation.
@SuppressWarnings("ImmutableEnumChecker")
public enum KnownBackbone {
  /** MobileNetV2, width 1.0. */
  MOBILENETV2(
      MobileNetV2::layers,
      new Conventions(Preprocessing.TF, Padding.SAME, 1e-3),
      160,
      100,
      Optional.of(new Conventions(Preprocessing.TORCH, Padding.SYMMETRIC, 1e-5)),
      Optional.of(
          new OfficialWeights(
              "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_%d_no_top.h5",
              List.of(96, 128, 160, 192, 224), Optional.empty()))),
  /** VGG with 13 convolutions. */
  VGG16(
      padding -> Vgg.layers(padding, List.of(2, 2, 3, 3, 3)),
      new Conventions(Preprocessing.CAFFE, Padding.SAME, 1e-3),
      224,
      15,
      Optional.empty(),
      Optional.of(
          OfficialWeights.of(
              "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
              "6d6bbae143d832006294945121d1f1fc"))),
  /** VGG with 16 convolutions. */
  VGG19(
      padding -> Vgg.layers(padding, List.of(2, 2, 4, 4, 4)),
      new Conventions(Preprocessing.CAFFE, Padding.SAME, 1e-3),
      224,
      17,
      Optional.empty(),
      Optional.of(
          OfficialWeights.of(
              "vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
              "253f8cb515780f3b799900260a226db6"))),
  /** The tutorial's own network of one convolution and one hidden dense layer. */
  CIFAR10_CNN(
      TutorialCnn::layers,
      new Conventions(Preprocessing.SCALE, Padding.VALID, 1e-3),
      32,
      0,
      Optional.empty(),
      Optional.empty()),
  /** The smallest EfficientNet-Lite. */
  EFFICIENTNET_LITE0(
      padding ->
          EfficientNetLite.layers(
              padding, List.of(16, 24, 40, 80, 112, 192, 320), List.of(1, 2, 2, 3, 3, 4, 1)),
      EfficientNetLite.CONVENTIONS,
      224,
      95,
      Optional.of(EfficientNetLite.CONVENTIONS),
      Optional.empty()),
  /** The one with more blocks and channels. */
  EFFICIENTNET_LITE2(
      padding ->
          EfficientNetLite.layers(
              padding, List.of(16, 24, 48, 88, 120, 208, 352), List.of(1, 3, 3, 4, 4, 5, 1)),
      EfficientNetLite.CONVENTIONS,
      260,
      131,
      Optional.of(EfficientNetLite.CONVENTIONS),
      Optional.empty()),
  /** ResNet with 50 layers that have weights, version 1. */
  RESNET50(
      ResNet50::layers,
      new Conventions(Preprocessing.CAFFE, Padding.SAME, 1.001e-5),
      224,
      143,
      Optional.empty(),
      Optional.of(
          OfficialWeights.of(
              "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
              "4d473c1dd8becc155b73f8504c6f6626")));

  /** The side of the images that networks are designed for where their layers take any. */
  private static final int NOMINAL_SIZE = 224;

  private final Function<Padding, List<Layer>> layers;
  private final Conventions conventions;
  private final int usualSize;
  private final int usualCut;
  private final Optional<ShippedWeights> shipped;
  private final Optional<OfficialWeights> official;

  /**
   * An entry.
   *
   * @param layers the table, for a padding
   * @param conventions of Keras' weights, and of those from scratch
   * @param usualSize the side in pixels of the images in the tutorials
   * @param usualCut the first layer that learns in fine-tuning, unless told otherwise
   * @param shipped the conventions of the weights that the project ships, where it ships some
   * @param official Keras' weights, where it publishes some
   */
  KnownBackbone(
      Function<Padding, List<Layer>> layers,
      Conventions conventions,
      int usualSize,
      int usualCut,
      Optional<Conventions> shipped,
      Optional<OfficialWeights> official) {
    this.layers = layers;
    this.conventions = conventions;
    this.usualSize = usualSize;
    this.usualCut = usualCut;
    this.shipped = shipped.map(own -> new ShippedWeights(code(), own));
    this.official = official;
  }

  /**
   * Its layers.
   *
   * @param size height and width of the images; only a network with a dense layer after {@code
   *     Flatten} depends on it
   */
  public Backbone table(int size, Conventions followed) {
    List<Layer> table = layers.apply(followed.padding());
    boolean ofOneSize = table.stream().anyMatch(Layer.Flatten.class::isInstance);
    return new Backbone(
        code(),
        table,
        followed.preprocessing().normalisation(),
        followed.epsilon(),
        ofOneSize ? size : NOMINAL_SIZE);
  }

  /** The layers by the conventions of Keras' weights. */
  public Backbone table(int size) {
    return table(size, conventions);
  }

  /** Of Keras' weights, and of those from scratch. */
  public Conventions conventions() {
    return conventions;
  }

  /** The side in pixels of the images in the tutorials. */
  public int usualSize() {
    return usualSize;
  }

  /** The first layer that learns in fine-tuning, unless told otherwise. */
  public int usualCut() {
    return usualCut;
  }

  /** The weights that the project ships. */
  public Optional<ShippedWeights> shipped() {
    return shipped;
  }

  /** The layers by the conventions of the shipped weights. */
  public Backbone shippedTable() {
    return table(usualSize, shipped.orElseThrow().conventions());
  }

  /** The shipped weights for {@link #shippedTable()}, read again on each call. */
  public Map<String, Tensor> shippedWeights() {
    return shipped.orElseThrow().read();
  }

  /** Keras' weights. */
  public Optional<OfficialWeights> official() {
    return official;
  }

  /** The form in options and manifests: {@code cifar10-cnn}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * By its name in options.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static KnownBackbone named(String code) {
    return find(code)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown backbone '%s'; known are %s".formatted(code, names())));
  }

  /** By its name in options. */
  public static Optional<KnownBackbone> find(String code) {
    return Arrays.stream(values())
        .filter(known -> known.code().equals(code.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(KnownBackbone::code).collect(Collectors.joining(", "));
  }
}
