package io.afterimage.cli.terminal;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

/**
 * For the pattern of log lines: names commands in what it is around as {@link CommandName} does, so
 * that they can be pasted.
 */
public final class CalledAs extends CompositeConverter<ILoggingEvent> {

  @Override
  protected String transform(ILoggingEvent event, String text) {
    return CommandName.ofProcess().in(text);
  }
}
