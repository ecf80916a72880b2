package io.afterimage.cli.control;

import io.afterimage.cli.control.ControlChannel.Told;
import io.afterimage.cli.terminal.Terminal;

/**
 * Every reply as a line of JSON, as it is in Kafka.
 *
 * @param terminal where to write
 */
public record JsonView(Terminal terminal) implements ReplyView {

  @Override
  public void show(Told told) {
    terminal.print(told.json());
  }
}
