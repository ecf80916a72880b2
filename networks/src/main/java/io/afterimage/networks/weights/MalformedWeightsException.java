package io.afterimage.networks.weights;

/** A weight file does not follow its format. Trying again does not help. */
public final class MalformedWeightsException extends RuntimeException {

  /** The message names the file, the tensor and what is wrong. */
  public MalformedWeightsException(String message) {
    super(message);
  }

  /** The message names the file; the cause says what the parser refused. */
  public MalformedWeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
