package io.afterimage.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalledAsTest {

  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    System.clearProperty(CommandName.PROPERTY);
    context.stop();
  }

  private String line(String message) throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(CommandName.class.getResource("/logback.xml"));
    Logger logger = context.getLogger(Logger.ROOT_LOGGER_NAME);
    ConsoleAppender<ILoggingEvent> appender =
        (ConsoleAppender<ILoggingEvent>) logger.getAppender("stderr");
    LoggingEvent event =
        new LoggingEvent(getClass().getName(), logger, Level.WARN, message, null, null);
    return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"./afterimage", "/opt/my\\ apps/afterimage", "$'/opt/Gr\\303\\266n/afterimage'"})
  void shouldNameCommandsInLogLinesAsTheyAreCalled(String called) throws Exception {
    System.setProperty(CommandName.PROPERTY, called);

    assertThat(line("create it: 'afterimage topics create' does"))
        .contains(" - create it: '" + called + " topics create' does ");
  }

  @Test
  void shouldLeaveTheRestOfLogLines() throws Exception {
    assertThat(line("no topic: 'afterimage topics create' creates it"))
        .contains(" - no topic: 'afterimage topics create' creates it ");
  }
}
