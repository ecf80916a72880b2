package io.afterimage.training.validation;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.PictureGraph;
import io.afterimage.training.dataset.DecodedPicture;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Pictures that no model has learned from, at one input size.
 *
 * @param labels their classes: a picture's label is an index into them
 * @param input the size of the pictures
 * @param pictures at least one
 */
public record HeldOutPictures(List<String> labels, InputSpec input, List<DecodedPicture> pictures) {

  private static final int BATCH = 32;

  /** Copies the lists and refuses to be empty. */
  public HeldOutPictures {
    labels = List.copyOf(labels);
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("there is no held-out picture to score a model with");
    }
  }

  /** The first of them, at most that many. */
  public HeldOutPictures first(int most) {
    return new HeldOutPictures(labels, input, pictures.subList(0, Math.min(most, pictures.size())));
  }

  /** Hears what a graph answers. */
  @FunctionalInterface
  public interface Receiver {

    /**
     * For one picture, in their order.
     *
     * @param picture its place among the pictures
     * @param probabilities one per label of the model
     */
    void answer(int picture, float[] probabilities);
  }

  /**
   * What a graph of the pictures' input size answers, on the calling thread. Rows are handed over
   * batch by batch: of many classes, all of them together would not fit into memory.
   */
  public void run(PictureGraph graph, Receiver receiver) {
    if (graph.height() != input.height() || graph.width() != input.width()) {
      throw new IllegalArgumentException(
          "the graph takes %dx%d pictures, the held-out ones have %dx%d"
              .formatted(graph.height(), graph.width(), input.height(), input.width()));
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH * input.bytesPerPicture());
    for (int from = 0; from < pictures.size(); from += BATCH) {
      List<DecodedPicture> batch = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
      buffer.clear();
      batch.forEach(picture -> buffer.put(picture.rgb()));
      buffer.flip();
      float[][] rows = graph.run(buffer, batch.size());
      for (int row = 0; row < batch.size(); row++) {
        receiver.answer(from + row, rows[row]);
      }
    }
  }
}
