package io.afterimage.trainer.service;

import io.afterimage.events.LabelledExample;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.intake.FeedbackIntake;
import io.afterimage.trainer.trigger.TriggerPolicy;

/**
 * Tells the triggers of labels: those that an earlier term took since the last run, by what the
 * buffer still holds of them, and then each that comes.
 */
record LabelCounts(TriggerPolicy policy, ReplayBuffer buffer) implements FeedbackIntake.Listener {

  @Override
  public void filled() {
    policy.labelledBefore(policy.earlierRun().map(buffer::labelledAfter).orElseGet(buffer::size));
  }

  @Override
  public void taken(LabelledExample example) {
    policy.labelled(example);
  }
}
