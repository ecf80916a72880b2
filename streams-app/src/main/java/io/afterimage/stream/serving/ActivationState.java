package io.afterimage.stream.serving;

import java.time.Instant;

/** Where an instance stands with its model. */
public sealed interface ActivationState {

  /** Nothing serves yet; the reason is human-readable. */
  record Waiting(String reason) implements ActivationState {}

  /** A first version is being loaded. */
  record Loading(String modelVersion) implements ActivationState {}

  /** A version serves, since that moment. */
  record Serving(String modelVersion, Instant since) implements ActivationState {}
}
