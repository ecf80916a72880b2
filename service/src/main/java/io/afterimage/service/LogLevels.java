package io.afterimage.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The levels of this process's loggers, which change at once and last until the process ends.
 * Thread-safe.
 */
final class LogLevels {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogLevels.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$.-]{0,199}");
  private static final List<String> LEVELS =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "INHERIT");

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

  /**
   * A logger and its level.
   *
   * @param level what was set; absent where it is inherited
   * @param effective what holds
   */
  record LoggerLevel(String name, Optional<String> level, String effective) {}

  /** Every logger that has a level of its own. */
  List<LoggerLevel> configured() {
    return context.getLoggerList().stream()
        .filter(logger -> logger.getLevel() != null)
        .map(LogLevels::of)
        .toList();
  }

  /**
   * One logger, whether or not anything has logged with it.
   *
   * @throws IllegalArgumentException when it is no logger's name
   */
  LoggerLevel level(String name) {
    String checked = checked(name);
    return Stream.iterate(checked, LogLevels::parent)
        .map(context::exists)
        .filter(logger -> logger != null)
        .findFirst()
        .map(
            known ->
                known.getName().equals(checked)
                    ? of(known)
                    : new LoggerLevel(
                        checked, Optional.empty(), known.getEffectiveLevel().toString()))
        .orElseThrow();
  }

  /**
   * Sets a level, or with {@code INHERIT} takes it away.
   *
   * @throws IllegalArgumentException when there is no such level, or it is no logger's name
   */
  LoggerLevel set(String name, String text) {
    String level = text.strip().toUpperCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw new IllegalArgumentException("no level: send one of " + LEVELS);
    }
    Logger logger = context.getLogger(checked(name));
    boolean isRoot = logger.getName().equals(Logger.ROOT_LOGGER_NAME);
    if (level.equals("INHERIT") && isRoot) {
      throw new IllegalArgumentException("the root logger has nothing to inherit from");
    }
    logger.setLevel(level.equals("INHERIT") ? null : Level.valueOf(level));
    log.atWarn()
        .addKeyValue("logger", logger.getName())
        .addKeyValue("level", level)
        .log("a log level was changed");
    return of(logger);
  }

  private static LoggerLevel of(Logger logger) {
    return new LoggerLevel(
        logger.getName(),
        Optional.ofNullable(logger.getLevel()).map(Level::toString),
        logger.getEffectiveLevel().toString());
  }

  private static String parent(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? Logger.ROOT_LOGGER_NAME : name.substring(0, dot);
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no logger's name: such as io.afterimage, or ROOT");
    }
    return name.equalsIgnoreCase(Logger.ROOT_LOGGER_NAME) ? Logger.ROOT_LOGGER_NAME : name;
  }
}
