package io.afterimage.models.classifier;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Classifies encoded images. Thread-safe. */
public interface Classifier {

  /**
   * Hands images over together and returns at once.
   *
   * @param images encoded images; an element may be {@code null}, which is refused like any other
   *     bad input
   * @return one future per image, in order. It completes on a worker's thread: with an answer, or
   *     exceptionally when the engine fails. Cancelling one takes the image out of the queue.
   */
  List<CompletableFuture<Answer>> submit(List<byte[]> images);

  /**
   * How many images were decoded or refused so far: while it grows, an answer that is waited for
   * may still come, however many large images are before it.
   */
  long decoded();
}
