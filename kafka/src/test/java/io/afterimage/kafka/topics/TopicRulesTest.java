package io.afterimage.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.kafka.topics.TopicFault.Severity;
import io.afterimage.schemas.topics.Retention;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRulesTest {

  private static final TopicNames NAMES = TopicNames.plain();
  private final TopicRules rules = new TopicRules(NAMES);

  @ParameterizedTest
  @CsvSource({
    "model-events, retention.ms, 604800000, LOSES",
    "model-events, retention.bytes, 1000000, LOSES",
    "model-events, cleanup.policy, compact, LOSES",
    "model-events, cleanup.policy, 'compact,delete', LOSES",
    "images, cleanup.policy, compact, LOSES",
    "dead-letters, cleanup.policy, 'delete, compact', LOSES",
    "labels, cleanup.policy, compact, ODD",
    "model-artifacts, cleanup.policy, delete, ODD",
    "images, max.message.bytes, 1048588, ODD",
    "model-artifacts, max.message.bytes, 1000, ODD"
  })
  void shouldSayWhatComesOfASetting(String topic, String setting, String value, Severity severity) {
    Map<String, String> actual = new HashMap<>(definition(topic).config());
    actual.put(setting, value);

    assertThat(rules.settings(definition(topic), actual))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.severity()).isEqualTo(severity);
              assertThat(fault.what()).contains(setting + "=" + value);
              assertThat(fault.mend())
                  .contains("topics repair", setting + "=" + wanted(definition(topic), setting));
            });
  }

  @ParameterizedTest
  @CsvSource({"training-set, delete, 604800000", "model-artifacts, 'compact,delete', 1000"})
  void shouldRefuseToLoseWhatIsKeptForEver(String topic, String policy, String retention) {
    Map<String, String> actual = new HashMap<>(definition(topic).config());
    actual.put("cleanup.policy", policy);
    actual.put("retention.ms", retention);

    assertThat(rules.settings(definition(topic), actual))
        .singleElement()
        .extracting(TopicFault::severity)
        .isEqualTo(Severity.LOSES);
  }

  @Test
  void shouldAllowAnyRetentionThatAnInstallationMayChoose() {
    for (TopicDefinition definition : all()) {
      Map<String, String> actual = new HashMap<>(definition.config());
      boolean chosen = !(definition.retention() instanceof Retention.Forever);
      if (chosen) {
        actual.put("retention.ms", "1000");
        actual.put("retention.bytes", "123");
      }

      assertThat(rules.settings(definition, actual)).as(definition.name()).isEmpty();
    }
  }

  @Test
  void shouldRefuseTwoPartitionsWhereTwoTrainersWouldBeElected() {
    assertThat(rules.partitions(definition("control"), 2).orElseThrow())
        .satisfies(
            fault -> {
              assertThat(fault.severity()).isEqualTo(Severity.LOSES);
              assertThat(fault.what()).contains("has 2 partitions, not 1", "a leader of its own");
            });
    assertThat(rules.partitions(definition("control"), 1)).isEmpty();
    assertThat(rules.partitions(definition("images"), 12)).isEmpty();
  }

  private static String wanted(TopicDefinition definition, String setting) {
    return definition.config().get(setting);
  }

  private static List<TopicDefinition> all() {
    return Topics.definitions(TopicSettings.defaults());
  }

  private static TopicDefinition definition(String name) {
    return all().stream().filter(topic -> topic.name().equals(name)).findFirst().orElseThrow();
  }
}
