package io.afterimage.cli.command;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** How log lines look. */
enum LogFormat {
  /** Human-readable, as the command's logback.xml says. */
  TEXT {
    @Override
    void apply() {}
  },
  /** One JSON object a line, with the key-values as fields, for machines. */
  JSON {
    @Override
    void apply() {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
      if (root.getAppender("stderr") instanceof ConsoleAppender<ILoggingEvent> console) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithContext(false);
        encoder.start();
        console.setEncoder(encoder);
      }
    }
  };

  /** Makes what is logged from now on look so. */
  abstract void apply();
}
