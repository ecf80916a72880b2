package io.afterimage.trainer.service;

import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.trainer.rollout.TrialVerdict;

/** What is known of a staged version beside an active one. For the polling thread. */
interface Trial extends AutoCloseable {

  /** Whether it is about these two. */
  boolean isOf(Staged staged, Announced active);

  /**
   * Takes in what has come, and says what follows.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when it cannot be read
   */
  TrialVerdict verdict();

  /** How it stands, human-readable. */
  String text();

  @Override
  void close();
}
