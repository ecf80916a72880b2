package io.afterimage.cli.publishing;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.KafkaLineageStore;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/** Opens publishers for single changes, which leave other publishers alone. */
public final class Publishers {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Publishers() {}

  /**
   * A publisher with its own transactional id, so that it does not fence the trainer's.
   *
   * @throws CommandFailure when no Kafka answers
   */
  public static ModelPublisher open(KafkaTarget target) {
    target.requireTopics(target.topics().modelEvents());
    return ModelPublisher.open(
        target.clients(),
        target.topics(),
        target.topics().prefix() + "afterimage-publisher-" + UUID.randomUUID(),
        LIMIT,
        Clock.systemUTC());
  }

  /**
   * Refuses, before hours of training, what {@link #publish} would refuse for its labels.
   *
   * @throws CommandFailure when no Kafka answers, or labels would vanish and nobody agrees
   * @throws io.afterimage.registry.ModelChangeRefusedException when they fit into no topic
   */
  public static void requireLabels(
      Collection<String> labels, KafkaTarget target, Publication publication) {
    target.requireBroker();
    ModelRegistry registry =
        ModelEventReader.readAll(target.clients(), target.topics().modelEvents(), LIMIT);
    publication.labels().require(registry, labels);
    PublishingRules.read(target.clients(), target.topics(), LIMIT).requireLabels(labels);
  }

  /**
   * Publishes the model as the next version, and says which one is active after it.
   *
   * @param lineage which examples it was made with, where that is known
   * @throws CommandFailure when no Kafka answers, when labels would vanish and nobody agrees, or
   *     when the model was rolled back before
   */
  public static void publish(
      ModelArtifact model,
      Optional<Lineage> lineage,
      KafkaTarget target,
      Terminal terminal,
      Publication publication) {
    try (ModelPublisher publisher = open(target)) {
      ModelRegistry registry = publisher.registry();
      requireNotWithdrawn(registry, model);
      publication.labels().require(registry, model.manifest().labels());
      lineage.ifPresent(examples -> keep(examples, model, target));
      Announced announced =
          publisher.publish(
              model,
              new Provenance(
                  Optional.empty(), Optional.of(publication.publishedBy()), publication.reason()));
      terminal.say(
          "published as %s, SHA-256 %s; active is %s"
              .formatted(
                  announced.modelVersion(), announced.sha256(), activeAfter(publisher, announced)));
    }
  }

  /**
   * Publishes the model as the next version.
   *
   * @param lineage which examples it was made with
   * @throws CommandFailure when no Kafka answers
   */
  public static Announced publish(ModelArtifact model, Lineage lineage, KafkaTarget target) {
    try (ModelPublisher publisher = open(target)) {
      keep(lineage, model, target);
      return publisher.publish(model);
    }
  }

  /** Before the version is announced: whoever hears of it may ask. */
  private static void keep(Lineage lineage, ModelArtifact model, KafkaTarget target) {
    new KafkaLineageStore(target.clients(), target.topics().modelArtifacts(), LIMIT)
        .put(model.manifest().sha256(), lineage);
  }

  private static void requireNotWithdrawn(ModelRegistry registry, ModelArtifact model) {
    registry
        .withdrawn(version -> version.sha256().equals(model.manifest().sha256()))
        .ifPresent(
            twin -> {
              throw new CommandFailure(
                  "this model is version %s, byte for byte, which was rolled back%s: 'afterimage models restore %s' brings it back"
                      .formatted(
                          twin.version(),
                          twin.reason().map(reason -> " (" + reason + ")").orElse(""),
                          twin.version()));
            });
  }

  /** Describes which version is active after the event. */
  public static String activeAfter(ModelPublisher publisher, ModelEvent event) {
    return publisher.registry().apply(event).active().map(Announced::modelVersion).orElse("none");
  }
}
