package io.afterimage.service;

/**
 * A part whose work may take a while to end, such as one that waits for a broker. Told so before
 * the first part is closed, all of them end at the same time instead of one after the other.
 */
public interface Stoppable extends AutoCloseable {

  /** Tells the work to end, and does not wait for it. Harmless when repeated. */
  void stop();

  @Override
  void close();
}
