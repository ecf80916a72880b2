package io.afterimage.cli.publishing;

import io.afterimage.cli.options.KafkaTarget;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.events.ModelEvent;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.model.ModelArtifact;
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

  /**
   * Publishes the model as the next version, and says which one is active after it.
   *
   * @throws io.afterimage.cli.options.CommandFailure when no Kafka answers
   */
  public static void publish(ModelArtifact model, KafkaTarget target, Terminal terminal) {
    try (ModelPublisher publisher = open(target)) {
      Announced announced = publisher.publish(model);
      terminal.say(
          "published as %s, SHA-256 %s; active is %s"
              .formatted(
                  announced.modelVersion(), announced.sha256(), activeAfter(publisher, announced)));
    }
  }

  /** Which version is active once that is written, in words. */
  public static String activeAfter(ModelPublisher publisher, ModelEvent event) {
    return publisher.registry().apply(event).active().map(Announced::modelVersion).orElse("none");
  }
}
