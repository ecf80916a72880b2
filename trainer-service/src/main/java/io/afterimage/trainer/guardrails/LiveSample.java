package io.afterimage.trainer.guardrails;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A few live images: those behind images that were answered, so that it makes no difference whether
 * a version has answered them. Spread over time, since neighbours are often alike. Thread-safe.
 */
public final class LiveSample {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int MOST = 64;

  private final InstantSource clock;
  private final List<ImagePointer> waiting = new ArrayList<>();
  private Instant next = Instant.MIN;
  private boolean wanted;

  /** Of nothing, until it is wanted. */
  public LiveSample(InstantSource clock) {
    this.clock = clock;
  }

  /** An image was answered: the one behind it may be taken. */
  public synchronized void seen(Prediction prediction) {
    Instant now = clock.instant();
    if (!wanted || waiting.size() >= MOST || now.isBefore(next)) {
      return;
    }
    next = now.plus(EVERY);
    ImagePointer at = prediction.picture();
    waiting.add(new ImagePointer(at.topic(), at.partition(), at.offset() + 1));
  }

  /** Starts over, with images from now on or with none. */
  public synchronized void restart(boolean anyWanted) {
    wanted = anyWanted;
    waiting.clear();
  }

  /** How many images wait. */
  public synchronized int size() {
    return waiting.size();
  }

  /** Hands out those that wait. */
  public synchronized List<ImagePointer> take() {
    List<ImagePointer> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }
}
