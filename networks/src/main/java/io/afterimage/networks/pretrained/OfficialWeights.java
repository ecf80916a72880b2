package io.afterimage.networks.pretrained;

import io.afterimage.networks.backbone.KnownBackbone;
import java.util.List;
import java.util.Optional;

/**
 * The files with weights of ImageNet, without the top, that Keras' applications load: <a
 * href="https://github.com/keras-team/keras/tree/master/keras/src/applications">keras.applications</a>
 * has these addresses and digests.
 *
 * @param path below {@link #SITE}
 * @param md5 in lower-case hexadecimal, where Keras states it
 */
public record OfficialWeights(String path, Optional<String> md5) {

  /** Where they are published. */
  public static final String SITE = "https://storage.googleapis.com/tensorflow/keras-applications/";

  /** The sizes that MobileNetV2 was trained for; other images take the largest's weights. */
  private static final List<Integer> SIZES = List.of(96, 128, 160, 192, 224);

  private static final String ORDERING = "_weights_tf_dim_ordering_tf_kernels_";

  /** The last part of the path. */
  public String file() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Those for a backbone and images of a size; none where nobody publishes any. */
  public static Optional<OfficialWeights> of(KnownBackbone known, int size) {
    return switch (known) {
      case MOBILENETV2 ->
          Optional.of(
              new OfficialWeights(
                  "mobilenet_v2/mobilenet_v2%s1.0_%d_no_top.h5"
                      .formatted(ORDERING, SIZES.contains(size) ? size : 224),
                  Optional.empty()));
      case VGG16 -> Optional.of(vgg("vgg16", "6d6bbae143d832006294945121d1f1fc"));
      case VGG19 -> Optional.of(vgg("vgg19", "253f8cb515780f3b799900260a226db6"));
      case CIFAR10_CNN -> Optional.empty();
    };
  }

  private static OfficialWeights vgg(String name, String md5) {
    return new OfficialWeights("%s/%s%snotop.h5".formatted(name, name, ORDERING), Optional.of(md5));
  }
}
