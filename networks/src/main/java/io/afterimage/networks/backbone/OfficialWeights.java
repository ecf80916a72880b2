package io.afterimage.networks.backbone;

import java.util.List;
import java.util.Optional;

/**
 * A file with weights of ImageNet, without the top, that Keras' applications load: <a
 * href="https://github.com/keras-team/keras/tree/master/keras/src/applications">keras.applications</a>
 * has these addresses and digests.
 *
 * @param path below {@link #SITE}; {@code %d} stands for the size of the images
 * @param sizes that there are files for, ascending; other images take the last one's
 * @param md5 in lower-case hexadecimal, where Keras states it
 */
public record OfficialWeights(String path, List<Integer> sizes, Optional<String> md5) {

  /** Where they are published. */
  public static final String SITE = "https://storage.googleapis.com/tensorflow/keras-applications/";

  /** Copies the list. */
  public OfficialWeights {
    sizes = List.copyOf(sizes);
  }

  /** One file for images of all sizes. */
  static OfficialWeights of(String path, String md5) {
    return new OfficialWeights(path, List.of(), Optional.of(md5));
  }

  /** The path for images of a size. */
  public String path(int size) {
    return sizes.isEmpty()
        ? path
        : path.formatted(sizes.contains(size) ? size : sizes.get(sizes.size() - 1));
  }

  /** The last part of that path. */
  public String file(int size) {
    return path(size).substring(path(size).lastIndexOf('/') + 1);
  }
}
