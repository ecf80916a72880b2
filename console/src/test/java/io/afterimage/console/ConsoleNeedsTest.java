package io.afterimage.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.rights.Right;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class ConsoleNeedsTest {

  @Test
  void shouldNeedRightsOnTheGroupsThatItShows() {
    ConsoleConfig config =
        ConsoleConfig.from(
            Map.of(
                "bootstrap.servers", "here:1",
                "topic.prefix", "lab-",
                "watch.application.id", "inspection"));

    assertThat(
            ConsoleNeeds.plan(
                    KafkaTarget.of(config.kafka()), config.live().streamGroup(), Optional.empty())
                .rights()
                .get())
        .filteredOn(right -> right.type() == ResourceType.GROUP)
        .extracting(Right::name)
        .containsExactly("inspection", "lab-afterimage-trainer");
  }
}
