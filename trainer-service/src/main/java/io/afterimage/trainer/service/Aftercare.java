package io.afterimage.trainer.service;

import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.watch.Finding;
import java.time.Instant;
import java.util.Optional;

/**
 * What looks at a version after its promotion, and as a canary before.
 *
 * @param watch by labels; empty where versions are not watched
 * @param guard by live images; empty where versions are not guarded
 */
record Aftercare(Optional<PromotionWatch> watch, Optional<PromotionGuard> guard)
    implements CanaryStanding, AutoCloseable {

  /** Settles what has come to its end. For the thread that polls. */
  void tick(Answers replies) {
    watch.ifPresent(byLabels -> byLabels.tick(replies));
    guard.ifPresent(byImages -> byImages.tick(replies));
  }

  @Override
  public boolean isCondemned(String version) {
    return guard.filter(byImages -> byImages.isBroken(version)).isPresent()
        || found(version).filter(found -> found.state() == Finding.State.WORSE).isPresent();
  }

  @Override
  public Optional<Finding> found(String version) {
    return watch.flatMap(byLabels -> byLabels.finding(version));
  }

  @Override
  public boolean isExamined(String version, Instant until, int images) {
    return watch.map(byLabels -> byLabels.hasSeen(version, until)).orElse(true)
        && guard.map(byImages -> byImages.hasTried(version, images)).orElse(true);
  }

  /** How a watch stands, human-readable; empty where nobody is watched. */
  Optional<String> status() {
    return watch.flatMap(PromotionWatch::status);
  }

  @Override
  public void close() {
    guard.ifPresent(PromotionGuard::close);
    watch.ifPresent(PromotionWatch::close);
  }
}
