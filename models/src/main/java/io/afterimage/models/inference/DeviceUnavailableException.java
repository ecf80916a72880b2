package io.afterimage.models.inference;

/** A configured device is not there. Nothing falls back to another one by itself. */
public final class DeviceUnavailableException extends RuntimeException {

  /** The message says what was asked for, what there is, and what to do. */
  public DeviceUnavailableException(String message) {
    super(message);
  }
}
