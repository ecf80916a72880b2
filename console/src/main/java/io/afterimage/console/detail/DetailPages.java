package io.afterimage.console.detail;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.store.StoreConfig;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.RouteGroup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** All that is behind the page of an image. Thread-safe. */
public final class DetailPages implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final ImageSearch search;
  private final List<RouteGroup> groups;

  /**
   * Reads nothing before somebody asks.
   *
   * @param registry the versions, as they are now
   */
  public DetailPages(
      KafkaClients clients,
      TopicNames topics,
      StoreConfig store,
      Supplier<ModelRegistry> registry) {
    LearnedFrom learned =
        new LearnedFrom(store.lineages(clients, topics.modelArtifacts(), LIMIT), registry);
    this.search = new ImageSearch(clients, topics, learned, InstantSource.system());
    this.groups = List.of(new DetailRoutes(search));
  }

  /** What is served. */
  public List<RouteGroup> groups() {
    return groups;
  }

  @Override
  public void close() {
    search.close();
  }
}
