package io.afterimage.console.live;

import io.afterimage.console.images.ConsoleImages;
import io.afterimage.console.images.ImageRoutes;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.RouteGroup;
import io.afterimage.service.Stoppable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** All that is behind the live page and the images of every page. Thread-safe. */
public final class LivePages implements Stoppable {

  private final LiveView view;
  private final LiveFeed feed;
  private final ConsoleImages images;
  private final List<RouteGroup> groups;

  private LivePages(LiveView view, LiveFeed feed, ConsoleImages images, List<RouteGroup> groups) {
    this.view = view;
    this.feed = feed;
    this.images = images;
    this.groups = List.copyOf(groups);
  }

  /**
   * Starts to read.
   *
   * @param meters gets the lag of the stream
   * @param publisher takes a channel and an event for browsers
   */
  public static LivePages start(
      KafkaClients clients,
      TopicNames topics,
      LiveConfig config,
      MeterRegistry meters,
      BiConsumer<String, Object> publisher) {
    LiveView view =
        LiveView.start(clients, topics, config.streamGroup(), meters, InstantSource.system());
    ConsoleImages images = ConsoleImages.start(clients, config.decoding());
    return new LivePages(
        view,
        LiveFeed.start(view, publisher),
        images,
        List.of(new LiveRoutes(view), new ImageRoutes(images, topics)));
  }

  /** The versions, by all events so far. */
  public ModelRegistry registry() {
    return view.registry();
  }

  /** What is served. */
  public List<RouteGroup> groups() {
    return groups;
  }

  /** What cannot be read, or not yet. */
  public List<String> faults() {
    return Stream.of(view.reasons(), feed.faults(), images.faults()).flatMap(List::stream).toList();
  }

  @Override
  public void stop() {
    view.stop();
  }

  @Override
  public void close() {
    feed.close();
    view.close();
    images.close();
  }
}
