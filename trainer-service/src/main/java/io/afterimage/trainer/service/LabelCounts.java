package io.afterimage.trainer.service;

import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.trainer.buffer.Example;
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
    policy.labelled(example, changed, isChosen(example));
    requests.ifPresent(asked -> asked.labelled(example));
  }

  private boolean isChosen(LabelledExample example) {
    return askedFor(example).filter(why -> !why.equals(LabelRequest.AUDIT)).isPresent()
        || buffer.find(example.imageId()).filter(Example::wasChosen).isPresent();
  }

  @Override
  public Optional<String> askedFor(LabelledExample example) {
    return requests.flatMap(asked -> asked.why(example));
  }

  @Override
  public void retracted(String imageId) {
    policy.retracted(imageId);
    requests.ifPresent(asked -> asked.retracted(imageId));
  }
}
