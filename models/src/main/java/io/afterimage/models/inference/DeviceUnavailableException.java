package io.afterimage.models.inference;

/** A configured device is unavailable. There is no automatic fallback to another device. */
public final class DeviceUnavailableException extends RuntimeException {

  /** The message says what was asked for, what there is, and what to do. */
  public DeviceUnavailableException(String message) {
    super(message);
  }
}
