package io.afterimage.trainer.rollout;

/** What comes of a version that is staged. The texts are for people. */
public sealed interface TrialVerdict {

  /** It is too early to say. */
  record Pending(String text) implements TrialVerdict {}

  /** It becomes active. */
  record Promoted(String text) implements TrialVerdict {}

  /** It does not. */
  record Withdrawn(String text) implements TrialVerdict {}

  /** In one sentence. */
  String text();
}
