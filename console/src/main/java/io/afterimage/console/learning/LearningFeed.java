package io.afterimage.console.learning;

import io.afterimage.console.topics.LabelsTopic;
import io.afterimage.console.topics.TailListener;
import io.afterimage.console.topics.TopicTail;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.BackgroundThread;
import io.afterimage.service.Stoppable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a {@link LearningView} from the topics, and says every few seconds that there is news. Owns
 * the threads that do so.
 */
public final class LearningFeed implements Stoppable {

  private static final Logger log = LoggerFactory.getLogger(LearningFeed.class);
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final LearningView view;
  private final Consumer<Object> events;
  private final List<TopicTail> tails = new ArrayList<>();
  private final BackgroundThread teller =
      new BackgroundThread("console-learning", CLOSE_LIMIT, this::tell, this::failed);

  private TopicTail requests;
  private volatile boolean hasFailed;

  private LearningFeed(LearningView view, Consumer<Object> events) {
    this.view = view;
    this.events = events;
  }

  /**
   * That there is news, for pages to ask again.
   *
   * @param revision grows with everything that was taken
   * @param at when it was said
   */
  public record News(long revision, Instant at) {}

  /**
   * Starts to read.
   *
   * @param predictions how many of the newest predictions of each partition to begin with
   * @param events takes {@link News}; must not wait
   */
  public static LearningFeed start(
      KafkaClients clients,
      TopicNames topics,
      long predictions,
      LearningView view,
      Consumer<Object> events) {
    LearningFeed feed = new LearningFeed(view, events);
    feed.follow(
        clients,
        "learning-predictions",
        predictions,
        Map.of(
            topics.predictions(),
            TailListener.of(
                Prediction.class,
                (record, prediction) -> view.take(prediction, record.timestamp()))));
    feed.follow(
        clients,
        "learning-labels",
        TopicTail.ALL,
        Map.of(
            topics.feedback(), examples(view),
            topics.labels(), labels(view),
            topics.modelEvents(),
                TailListener.of(ModelEvent.class, (record, event) -> view.take(event)),
            topics.control(),
                TailListener.of(Command.class, (record, command) -> view.take(command)),
            topics.controlReplies(),
                TailListener.of(Reply.class, (record, reply) -> view.take(reply))));
    feed.requests =
        feed.follow(
            clients,
            "learning-requests",
            TopicTail.ALL,
            Map.of(
                topics.labelRequests(),
                TailListener.of(LabelRequest.class, (record, request) -> view.take(request))));
    feed.teller.start();
    return feed;
  }

  /**
   * What is not read to the end yet, or cannot be read; empty once everything is followed.
   * Installations of earlier releases have no topic of requests: the rest goes without it.
   */
  public List<String> reasons() {
    List<TopicTail> needed =
        tails.stream().filter(tail -> tail != requests || !requests.isRetrying()).toList();
    List<String> reasons = new ArrayList<>();
    for (TopicTail tail : needed) {
      Optional<String> fault = tail.fault();
      if (fault.isPresent()) {
        reasons.add("health of learning: " + fault.get());
      }
    }
    if (reasons.isEmpty() && !needed.stream().allMatch(TopicTail::isCaughtUp)) {
      reasons.add("health of learning: reading what was there before");
    }
    if (hasFailed) {
      reasons.add("health of learning: pages are no longer told what is new; start it again");
    }
    return reasons;
  }

  @Override
  public void stop() {
    tails.forEach(TopicTail::stop);
  }

  @Override
  public void close() {
    teller.close();
    tails.forEach(TopicTail::close);
  }

  private TopicTail follow(
      KafkaClients clients, String purpose, long newest, Map<String, TailListener> byTopic) {
    TopicTail tail =
        TopicTail.start(
            clients,
            purpose,
            List.copyOf(byTopic.keySet()),
            newest,
            record -> byTopic.get(record.topic()).take(record));
    tails.add(tail);
    return tail;
  }

  private static TailListener examples(LearningView view) {
    TailListener examples =
        TailListener.of(
            LabelledExample.class, (record, example) -> view.take(example, record.timestamp()));
    return record -> {
      if (record.value() != null) {
        examples.take(record);
      } else if (record.key() != null) {
        view.take(RetractedExample.read(key(record), record.headers()));
      }
    };
  }

  private static TailListener labels(LearningView view) {
    return record ->
        LabelsTopic.read(record).ifPresent(event -> view.take(event, record.timestamp()));
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  private void tell() {
    long told = 0;
    while (!teller.isStopping()) {
      long revision = view.revision();
      if (revision != told) {
        events.accept(new News(revision, Instant.now()));
        told = revision;
      }
      teller.pause(EVERY);
    }
  }

  private void failed(Throwable fault) {
    hasFailed = true;
    log.atError().setCause(fault).log("news of learning is no longer told");
  }
}
