package io.afterimage.kafka.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.config.Settings;
import io.afterimage.schemas.topics.KafkaName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"a+b", "a b", "ä", ".", "..", "a/b", "a\u0000b"})
  void shouldRefuseWhatNoTopicMayBeginWith(String name) {
    assertThat(KafkaName.APPLICATION_ID.allows(name)).isFalse();
  }

  @Test
  void shouldLeaveRoomForTheLongestInternalTopic() {
    assertThat(KafkaName.APPLICATION_ID.allows("a".repeat(150))).isTrue();
    assertThat(KafkaName.APPLICATION_ID.allows("a".repeat(151))).isFalse();
  }

  @Test
  void shouldNameEveryOptionAtOnce() {
    Settings settings =
        new Settings(
            Map.of("application.id", "a+b", "topic.prefix", "x/", "instance.id", "a\u0007"));

    KafkaName.APPLICATION_ID.read(settings, "application.id", "app");
    KafkaName.TOPIC_PREFIX.read(settings, "topic.prefix", "");
    KafkaName.ID.read(settings, "instance.id", "here");

    assertThatThrownBy(settings::finish)
        .isInstanceOfSatisfying(
            InvalidConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .anySatisfy(p -> assertThat(p).contains("application.id = 'a+b'", "1 to 150"))
                    .anySatisfy(p -> assertThat(p).contains("topic.prefix = 'x/'", "letters"))
                    .anySatisfy(p -> assertThat(p).contains("instance.id", "control character")));
  }

  @Test
  void shouldPointToTheOptionThatEveryClientObeys() {
    Settings settings =
        new Settings(Map.of("kafka.application.id", "x", "kafka.admin.bootstrap.servers", "y:1"));

    ClientSettings.read(settings);

    assertThatThrownBy(settings::finish)
        .hasMessageContaining("kafka.application.id = 'x': give it as 'application.id'")
        .hasMessageContaining("kafka.admin.bootstrap.servers");
  }
}
