package io.afterimage.training.validation;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.GraphOutput;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.training.dataset.DecodedImage;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Images that no model has learned from, at one input size.
 *
 * @param labels their classes: an image's label is an index into them
 * @param input the size of the images
 * @param images at least one
 */
public record HeldOutImages(List<String> labels, InputSpec input, List<DecodedImage> images) {

  private static final int BATCH = 32;

  /** Copies the lists and refuses to be empty. */
  public HeldOutImages {
    labels = List.copyOf(labels);
    images = List.copyOf(images);
    if (images.isEmpty()) {
      throw new IllegalArgumentException("no held-out images to evaluate a model on");
    }
  }

  /** The first of them, at most that many. */
  public HeldOutImages first(int most) {
    return new HeldOutImages(labels, input, images.subList(0, Math.min(most, images.size())));
  }

  /** Receives the answers of a graph. */
  @FunctionalInterface
  public interface Receiver {

    /**
     * For one image, in their order.
     *
     * @param image its place among the images
     * @param probabilities one per label of the model
     */
    void answer(int image, float[] probabilities);

    /** For one image after its answer, where the graph tells it. */
    default void novelty(int image, float novelty) {}
  }

  /**
   * What a graph of the images' input size answers, on the calling thread. Rows are handed over
   * batch by batch: of many classes, all of them together would not fit into memory.
   */
  public void run(ImageGraph graph, Receiver receiver) {
    if (graph.height() != input.height() || graph.width() != input.width()) {
      throw new IllegalArgumentException(
          "the graph takes %dx%d images, the held-out ones have %dx%d"
              .formatted(graph.height(), graph.width(), input.height(), input.width()));
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH * input.bytesPerImage());
    for (int from = 0; from < images.size(); from += BATCH) {
      List<DecodedImage> batch = images.subList(from, Math.min(images.size(), from + BATCH));
      buffer.clear();
      batch.forEach(image -> buffer.put(image.rgb()));
      buffer.flip();
      GraphOutput output = graph.outputs(buffer, batch.size());
      for (int row = 0; row < batch.size(); row++) {
        receiver.answer(from + row, output.rows()[row]);
        if (output.novelty().isPresent()) {
          receiver.novelty(from + row, output.novelty().get()[row]);
        }
      }
    }
  }
}
