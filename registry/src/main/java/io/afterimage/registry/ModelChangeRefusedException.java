package io.afterimage.registry;

/** A change of what is published or active makes no sense as things stand; nothing was changed. */
public final class ModelChangeRefusedException extends RuntimeException {

  /** The message says what was asked, how things stand, and what is possible. */
  public ModelChangeRefusedException(String message) {
    super(message);
  }
}
