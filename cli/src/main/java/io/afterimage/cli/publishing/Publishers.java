package io.afterimage.cli.publishing;

import io.afterimage.cli.options.KafkaTarget;
import io.afterimage.model.registry.ModelPublisher;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Opens the one publisher of an installation. */
public final class Publishers {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Publishers() {}

  /**
   * The publisher; another one that was open is fenced from now on.
   *
   * @throws io.afterimage.cli.options.CommandFailure when no Kafka answers
   */
  public static ModelPublisher open(KafkaTarget target) {
    target.requireBroker();
    return ModelPublisher.open(
        target.clientProperties(Map.of()),
        target.topics(),
        target.topics().prefix() + "afterimage-publisher",
        LIMIT,
        Clock.systemUTC());
  }
}
