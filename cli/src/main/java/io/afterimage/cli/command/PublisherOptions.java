package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.publishing.Publishers;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.events.ModelEvent;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;

/** What the commands share that change which version is active. Filled by picocli. */
final class PublisherOptions {

  @Mixin private KafkaOptions kafka;

  @Mixin private ReasonOption reason;

  /** Makes one change, given the reason, and says which version is active after it. */
  void change(
      CommandContext context, BiFunction<ModelPublisher, Optional<String>, ModelEvent> change) {
    try (ModelPublisher publisher = Publishers.open(kafka.target(context.environment()))) {
      ModelEvent event = change.apply(publisher, reason.reason);
      context
          .terminal()
          .say(
              "%s %s; active is %s"
                  .formatted(
                      event.modelVersion(), verb(event), Publishers.activeAfter(publisher, event)));
      next(event).ifPresent(steps -> NextStep.say(context, kafka, steps));
    }
  }

  private static Optional<String> next(ModelEvent event) {
    if (event instanceof ModelEvent.Pinned) {
      return Optional.of("'afterimage models unpin%s' ends that");
    } else if (event instanceof ModelEvent.RolledBack back) {
      return Optional.of(
          "'afterimage models restore VERSION%s' takes that back"
              .replace("VERSION", back.modelVersion()));
    } else if (event instanceof ModelEvent.Restored restored) {
      return Optional.of(
          "'afterimage models pin VERSION%s' keeps it active, whatever comes"
              .replace("VERSION", restored.modelVersion()));
    }
    return Optional.empty();
  }

  private static String verb(ModelEvent event) {
    if (event instanceof ModelEvent.Pinned) {
      return "is pinned";
    }
    if (event instanceof ModelEvent.Restored) {
      return "is restored";
    }
    return event instanceof ModelEvent.Unpinned ? "is not pinned any more" : "is rolled back";
  }
}
