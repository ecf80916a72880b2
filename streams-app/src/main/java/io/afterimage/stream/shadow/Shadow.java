package io.afterimage.stream.shadow;

import io.afterimage.models.classifier.Classifier;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A staged version that is loaded. When it does not keep up, it takes no images for a while, so
 * that waiting for late answers costs a stream thread a small part of its time. Thread-safe.
 */
public final class Shadow implements StagedModel {

  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  /** Of the time that a late answer was waited for: such waits cost less than 5 % of the time. */
  private static final int TIMES_WAITED = 20;

  private final String version;
  private final StableShare images;
  private final Classifier classifier;
  private final Runnable end;
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

  /**
   * Takes over the classifier.
   *
   * @param share of the images that it answers, above 0, at most 1
   * @param end ends the classifier, whose answers in progress then fail or come
   */
  public Shadow(String version, double share, Classifier classifier, Runnable end) {
    this.version = version;
    this.images = new StableShare(version, share);
    this.classifier = classifier;
    this.end = end;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public double share() {
    return images.share();
  }

  Classifier classifier() {
    return classifier;
  }

  boolean samples(byte[] id) {
    return images.contains(id);
  }

  boolean isPaused() {
    return System.nanoTime() - pausedUntil.get() < 0;
  }

  /**
   * Takes no images for a while.
   *
   * @param waited for an answer that did not come in time
   */
  void pauseAfter(Duration waited) {
    pausedUntil.set(System.nanoTime() + pause(waited).toNanos());
  }

  static Duration pause(Duration waited) {
    Duration pause = waited.multipliedBy(TIMES_WAITED);
    return pause.compareTo(LEAST_PAUSE) > 0 ? pause : LEAST_PAUSE;
  }

  @Override
  public void close() {
    end.run();
  }
}
