package io.afterimage.training.refresh;

import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.head.FeatureMatrix;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Gives the features of images, computed now or earlier. */
@FunctionalInterface
public interface FeatureReader {

  /**
   * A row for each image, in their order.
   *
   * @param cancelled asked before each batch
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  FeatureMatrix read(List<DecodedImage> images, BooleanSupplier cancelled);
}
