package io.afterimage.console.why;

import io.afterimage.console.why.Explainer.UnexplainedException;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.ImageDecoder;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.images.ImageFetcher;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.registry.store.StoreConfig;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.RouteGroup;
import java.time.Duration;
import java.util.function.Supplier;

/** All that explains answers. Reads and loads nothing before somebody asks. Thread-safe. */
public final class WhyPages implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int COPIES = 5;

  private final Explanations explanations;
  private final RouteGroup routes;

  private WhyPages(Explanations explanations, RouteGroup routes) {
    this.explanations = explanations;
    this.routes = routes;
  }

  /**
   * Of that installation.
   *
   * @param registry the versions, as they are now
   */
  public static WhyPages of(
      KafkaClients clients,
      TopicNames topics,
      StoreConfig store,
      DecoderConfig decoding,
      Supplier<ModelRegistry> registry) {
    ImageDecoder decoder = decoding.decoder();
    NearestExamples nearest =
        new NearestExamples(
            new TrainingExamples(clients, topics.trainingSet()), decoder, NearestExamples.MOST);
    Explanations explanations =
        new Explanations(
            new Explainer(
                version -> read(clients, topics, store, registry.get(), version),
                () -> new ImageFetcher(clients, LIMIT),
                decoder,
                WhyPages::engine,
                nearest));
    return new WhyPages(explanations, new WhyRoutes(explanations, topics.images()));
  }

  /** What is served. */
  public RouteGroup routes() {
    return routes;
  }

  @Override
  public void close() {
    explanations.close();
  }

  private static InferenceEngine engine() {
    return new OnnxRuntimeEngine(new Device.Cpu());
  }

  private static ModelArtifact read(
      KafkaClients clients,
      TopicNames topics,
      StoreConfig config,
      ModelRegistry registry,
      String version) {
    Announced announced =
        registry
            .find(version)
            .orElseThrow(
                () ->
                    new UnexplainedException(
                        "version %s is not announced in %s"
                            .formatted(version, topics.modelEvents())));
    requireRoom(announced, Runtime.getRuntime().maxMemory());
    try (ModelStore store = config.reading(clients, topics.modelArtifacts())) {
      return store.get(version, announced.location());
    }
  }

  /** Its bytes, what they are parsed to, and the graph without the head are there at a time. */
  static void requireRoom(Announced version, long heapBytes) {
    long needed = version.bytes() * COPIES;
    if (needed > heapBytes / 2) {
      throw new UnexplainedException(
          "explaining version %s takes some %d MiB of memory, half of this console's heap is %d MiB: give it a larger one (-Xmx)"
              .formatted(version.modelVersion(), needed >> 20, heapBytes >> 21));
    }
  }
}
