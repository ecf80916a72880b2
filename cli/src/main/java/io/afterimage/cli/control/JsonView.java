package io.afterimage.cli.control;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.control.ControlChannel.Told;
import io.afterimage.client.control.ReplyView;

/**
 * Prints every reply as a line of JSON, exactly as in Kafka.
 *
 * @param terminal where to write
 */
public record JsonView(Terminal terminal) implements ReplyView {

  @Override
  public void show(Told told) {
    terminal.print(told.json());
  }
}
