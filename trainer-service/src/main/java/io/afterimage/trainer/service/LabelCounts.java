package io.afterimage.trainer.service;

import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.intake.FeedbackIntake;
import io.afterimage.trainer.requests.LabelRequests;
import io.afterimage.trainer.trigger.TriggerPolicy;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells the triggers of labels: those that an earlier term took since the last run, by what the
 * buffer still holds of them, and then each that comes or is taken back. Requests for labels are
 * told of the latter, if any are made.
 */
record LabelCounts(TriggerPolicy policy, ReplayBuffer buffer, Optional<LabelRequests> requests)
    implements FeedbackIntake.Listener {

  @Override
  public void filled() {
    policy.labelledBefore(buffer.labelledAfter(policy.earlierRun().orElse(Instant.MIN)));
  }

  @Override
  public void taken(LabelledExample example, boolean changed) {
    boolean chosen = requests.filter(asked -> asked.haveChosen(example.imageId())).isPresent();
    policy.labelled(example, changed, chosen);
    requests.ifPresent(asked -> asked.labelled(example));
  }

  @Override
  public void retracted(String imageId) {
    policy.retracted(imageId);
    requests.ifPresent(asked -> asked.retracted(imageId));
  }
}
