package io.afterimage.console.images;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

/**
 * What browsers wait for, the newest first: whoever scrolls on no longer wants what went by.
 * Thread-safe.
 */
final class ImageQueue {

  private final LinkedBlockingDeque<ImageRequest> requests;

  ImageQueue(int most) {
    this.requests = new LinkedBlockingDeque<>(most);
  }

  /** Adds one; whether there was room. */
  boolean offer(ImageRequest request) {
    return requests.offerFirst(request);
  }

  /** Some, after waiting for the first of them; none when none came. */
  List<ImageRequest> take(int most, Duration limit) throws InterruptedException {
    List<ImageRequest> some = new ArrayList<>();
    ImageRequest first = requests.pollFirst(limit.toMillis(), TimeUnit.MILLISECONDS);
    for (ImageRequest next = first; next != null; next = next(some.size() < most)) {
      some.add(next);
    }
    return some;
  }

  private ImageRequest next(boolean wanted) {
    return wanted ? requests.pollFirst() : null;
  }
}
