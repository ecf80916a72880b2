package io.afterimage.client.control;

import io.afterimage.client.control.ControlChannel.Told;

/** Shows how a command goes. One thread. */
public interface ReplyView extends AutoCloseable {

  /** A reply has come. */
  void show(Told told);

  /** Time goes by. */
  default void tick() {}

  @Override
  default void close() {}
}
