package io.afterimage.service;

import ch.qos.logback.classic.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What whoever runs a service wants to read without asking for more: a version serves, a run began
 * and ended, a version was rolled back, an instance came or went. One line for each, by one logger
 * for all services, so that it can be shown where everything else is not. Thread-safe.
 */
public final class News {

  /** The logger's name. */
  public static final String LOGGER = "io.afterimage.news";

  private static final Logger log = LoggerFactory.getLogger(LOGGER);

  private News() {}

  /** A line of news, still to be logged. */
  public static LoggingEventBuilder line() {
    return log.atInfo();
  }

  /** From now on news are logged, unless the logger was given a level. */
  public static void show() {
    if (log instanceof ch.qos.logback.classic.Logger logger && logger.getLevel() == null) {
      logger.setLevel(Level.INFO);
    }
  }
}
