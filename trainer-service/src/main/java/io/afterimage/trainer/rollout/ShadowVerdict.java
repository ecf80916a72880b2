package io.afterimage.trainer.rollout;

/** What comes of a version that is a shadow. The texts are for people. */
public sealed interface ShadowVerdict {

  /** It is too early to say. */
  record Pending(String text) implements ShadowVerdict {}

  /** It becomes active. */
  record Promoted(String text) implements ShadowVerdict {}

  /** It does not. */
  record Withdrawn(String text) implements ShadowVerdict {}

  /** In one sentence. */
  String text();
}
