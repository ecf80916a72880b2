package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NewsTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(News.LOGGER);
  private Level before;

  @BeforeEach
  void remember() {
    before = logger.getLevel();
  }

  @AfterEach
  void takeBack() {
    logger.setLevel(before);
  }

  @Test
  void shouldShowNewsWhereEverythingElseIsShownFromWarningsOn() {
    logger.setLevel(null);

    News.show();

    assertThat(logger.isInfoEnabled()).isTrue();
  }

  @Test
  void shouldKeepALevelThatSomebodyGave() {
    logger.setLevel(Level.WARN);

    News.show();

    assertThat(logger.isInfoEnabled()).isFalse();
  }
}
