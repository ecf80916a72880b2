package io.afterimage.models.classifier;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Classifies encoded pictures. Thread-safe. */
public interface Classifier {

  /**
   * Hands pictures over together and returns at once.
   *
   * @param pictures encoded pictures; an element may be {@code null}, which is refused like any
   *     other bad input
   * @return one future per picture, in order. It completes on a worker's thread: with an answer, or
   *     exceptionally when the engine fails. Cancelling one takes the picture out of the queue.
   */
  List<CompletableFuture<Answer>> submit(List<byte[]> pictures);

  /**
   * How many pictures were decoded or refused so far: while it grows, an answer that is waited for
   * may still come, however many large pictures are before it.
   */
  long decoded();
}
