package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.training.BatchPipeline.ImageWriter;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.head.FeatureMatrix;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Takes images through a base. Owns native memory until closed; used by one thread. */
public final class ImageFeatures implements AutoCloseable {

  private static final int BATCH = 32;

  private final ImageGraph graph;
  private final BatchPipeline pipeline;

  /**
   * Loads the base's graph.
   *
   * @param input the size of the images
   */
  public ImageFeatures(Base base, InputSpec input, FrozenGraphs frozen, Resources resources) {
    graph = frozen.features(base.featureGraph(input));
    pipeline = new BatchPipeline(ActivationSource.of(graph), input, BATCH, resources.threads());
  }

  /**
   * Adds a row for each image, in their order.
   *
   * @param done called after each batch with the number of images done
   * @param cancelled asked before each batch
   * @throws CancellationException when cancelled
   */
  public void addTo(
      FeatureMatrix matrix,
      List<DecodedImage> images,
      IntConsumer done,
      BooleanSupplier cancelled) {
    addTo(matrix, images, ImageWriter.AS_IS, done, cancelled);
  }

  /**
   * The same for images as a writer varies them.
   *
   * @param writer puts them into their places
   */
  void addTo(
      FeatureMatrix matrix,
      List<DecodedImage> images,
      ImageWriter writer,
      IntConsumer done,
      BooleanSupplier cancelled) {
    int before = matrix.rows();
    float[] row = new float[matrix.columns()];
    pipeline.run(
        images,
        writer,
        cancelled,
        batch -> {
          float[] values = batch.activations().tensors().get(0).values();
          for (int i = 0; i < batch.labels().length; i++) {
            System.arraycopy(values, i * row.length, row, 0, row.length);
            matrix.add(row);
          }
          done.accept(matrix.rows() - before);
        });
  }

  @Override
  public void close() {
    pipeline.close();
    graph.close();
  }
}
