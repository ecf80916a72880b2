package io.afterimage.models;

/** A model artefact is not what its manifest says. Trying again does not help. */
public final class CorruptArtifactException extends RuntimeException {

  /** The message names the version and what differs. */
  public CorruptArtifactException(String message) {
    super(message);
  }

  /** The message names the version; the cause says what the engine or parser refused. */
  public CorruptArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
