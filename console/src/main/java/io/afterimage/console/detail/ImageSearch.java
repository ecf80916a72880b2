package io.afterimage.console.detail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches the topics for what they say of an image, on two threads: one for the usual searches,
 * one for those that go far back and take minutes, so that they hold up no other image's page. A
 * search is kept while it runs or waits, however long, and what it found for half a minute more.
 * Thread-safe.
 */
final class ImageSearch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ImageSearch.class);
  private static final Duration KEEP = Duration.ofSeconds(30);
  private static final int MOST_KEPT = 200;
  private static final int MOST_WAITING = 20;

  private record Asked(String id, ScanLimits limits) {}

  private final KeyScan scan;
  private final TopicNames topics;
  private final LearnedFrom learned;
  private final InstantSource clock;
  private final Map<Asked, StoryInProgress> open = new ConcurrentHashMap<>();
  private final Cache<Asked, StoryInProgress> ended;
  private final ThreadPoolExecutor usual = worker("console-search");
  private final ThreadPoolExecutor far = worker("console-search-far");

  ImageSearch(KafkaClients clients, TopicNames topics, LearnedFrom learned, InstantSource clock) {
    this.scan = new KeyScan(clients, clock);
    this.topics = topics;
    this.learned = learned;
    this.clock = clock;
    this.ended =
        Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfterWrite(KEEP)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  /**
   * What is known so far; begins a search where there is none.
   *
   * @throws RejectedExecutionException when too many searches wait
   */
  ImageStory story(String id, ScanLimits limits) {
    Asked asked = new Asked(id, limits);
    StoryInProgress story = open.get(asked);
    if (story == null) {
      // A search that ends is kept before it is taken out of those that are open.
      story = ended.getIfPresent(asked);
    }
    return (story == null ? open.computeIfAbsent(asked, this::begin) : story).story();
  }

  private StoryInProgress begin(Asked asked) {
    StoryInProgress story = new StoryInProgress(asked.id());
    (asked.limits().equals(ScanLimits.FAR) ? far : usual).execute(() -> run(asked, story));
    return story;
  }

  private void run(Asked asked, StoryInProgress story) {
    try {
      search(story, asked.limits());
    } finally {
      ended.put(asked, story);
      open.remove(asked);
    }
  }

  private void search(StoryInProgress story, ScanLimits limits) {
    try {
      long until = clock.millis() + limits.time().toMillis();
      byte[] key = story.key();
      boolean predictions = look(topics.predictions(), key, limits, until, story, story::predicted);
      boolean labels = look(topics.labels(), key, limits, until, story, story::said);
      boolean requests = look(topics.labelRequests(), key, limits, until, story, story::asked);
      story.learned(learned.of(story.id()));
      story.done(predictions && labels && requests);
    } catch (InterruptException e) {
      story.failed("the console ends");
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("fault", e.getMessage()).log("an image could not be looked up");
      story.failed(String.valueOf(e.getMessage()));
    } catch (Error e) {
      story.failed(String.valueOf(e));
      throw e;
    }
  }

  private boolean look(
      String topic,
      byte[] key,
      ScanLimits limits,
      long until,
      StoryInProgress story,
      Consumer<ConsumerRecord<byte[], byte[]>> found) {
    long before = story.read();
    return scan.run(
            topic,
            key,
            limits.offsets(),
            until,
            usual::isShutdown,
            records -> story.read(before + records),
            found)
        .complete();
  }

  @Override
  public void close() {
    usual.shutdownNow();
    far.shutdownNow();
  }

  private static ThreadPoolExecutor worker(String name) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MOST_WAITING),
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
