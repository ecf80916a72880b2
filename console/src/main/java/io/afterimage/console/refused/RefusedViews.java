package io.afterimage.console.refused;

import io.afterimage.client.refused.LetterReader;
import io.afterimage.client.refused.LetterSender;
import io.afterimage.client.refused.RecentLetters;
import io.afterimage.console.topics.TailListener;
import io.afterimage.console.topics.TopicTail;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.RouteGroup;
import io.afterimage.service.Stoppable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows dead letters on a thread of its own, and serves what the page needs of them. */
public final class RefusedViews implements Stoppable {

  /** Offsets of each partition to start with; the older ones are not counted. */
  private static final long NEWEST = 5_000;

  private static final int MOST_LETTERS = 5_000;

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final RecentLetters view = new RecentLetters(any -> true, MOST_LETTERS);
  private final TopicTail tail;
  private final RefusedRoutes routes;

  private RefusedViews(
      KafkaClients clients, TopicNames topics, Consumer<Object> news, InstantSource clock) {
    tail =
        TopicTail.start(
            clients, "dead-letters", List.of(topics.deadLetters()), NEWEST, telling(view, news));
    routes =
        new RefusedRoutes(
            view,
            tail::isCaughtUp,
            tail::fault,
            new LetterReader(clients, LIMIT),
            new LetterSender(clients, topics, LIMIT),
            topics,
            clock);
  }

  /**
   * Starts.
   *
   * @param news told when something is new, on the thread that reads
   */
  public static RefusedViews start(
      KafkaClients clients, TopicNames topics, Consumer<Object> news, InstantSource clock) {
    return new RefusedViews(clients, topics, news, clock);
  }

  /** {@code /api/refused}. */
  public RouteGroup routes() {
    return routes;
  }

  /** Why the view lacks something; empty when it does not. */
  public List<String> faults() {
    return tail.fault().stream().toList();
  }

  @Override
  public void stop() {
    tail.stop();
  }

  @Override
  public void close() {
    tail.close();
  }

  private static TailListener telling(RecentLetters view, Consumer<Object> news) {
    return new TailListener() {
      private boolean live;

      /** What was refused may have been refused for its key; the view keeps none whole. */
      @Override
      public int longestKey() {
        return Integer.MAX_VALUE;
      }

      @Override
      public void take(ConsumerRecord<byte[], byte[]> record) {
        view.take(record);
        if (live) {
          news.accept(Map.of("changed", true));
        }
      }

      @Override
      public void caughtUp() {
        live = true;
        news.accept(Map.of("changed", true));
      }
    };
  }
}
