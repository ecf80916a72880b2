package io.afterimage.console.label;

import io.afterimage.console.topics.LabelsTopic;
import io.afterimage.console.topics.TailListener;
import io.afterimage.console.topics.TopicTail;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.Stoppable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that the label page shows, kept up to date by topics until it is closed. */
public final class LabelViews implements Stoppable {

  private static final Logger log = LoggerFactory.getLogger(LabelViews.class);

  /** Images that are remembered with their labels: some megabytes. */
  private static final int REMEMBERED = 20_000;

  /** Read back of each partition of predictions; only the newest are handed out. */
  private static final long PREDICTIONS = 1_000;

  private final TopicNames topics;
  private final LabelConfig config;
  private final ImageLabels labels = new ImageLabels(REMEMBERED);
  private final Examples examples = new Examples(REMEMBERED);
  private final RunsBegan runs = new RunsBegan();
  private final KnownClasses classes = new KnownClasses(labels);
  private final LabelQueue queue;
  private final LabelSender sender;
  private final Labelling labelling;
  private final Suspects suspects;
  private final Consumer<Object> news;
  private final List<TopicTail> tails = new ArrayList<>();
  private TopicTail requests;

  /** Told to open pages when something changed; they ask for what. */
  record News(Instant at) {}

  private LabelViews(
      KafkaClients clients,
      TopicNames topics,
      LabelConfig config,
      LineageStore lineages,
      Consumer<Object> news,
      InstantSource clock) {
    this.topics = topics;
    this.config = config;
    this.news = news;
    this.queue = new LabelQueue(labels, examples, clock, ThreadLocalRandom.current().nextLong());
    this.sender = new LabelSender(clients, topics.labels(), labels);
    this.suspects =
        new Suspects(
            clients,
            topics.trainingSet(),
            lineages,
            labels,
            queue::find,
            new Leases(LabelQueue.LEASE, clock));
    this.labelling = new Labelling(labels, queue, sender, suspects::read, clock);
  }

  /**
   * Starts to follow topics.
   *
   * @param lineages where runs wrote which labels looked wrong
   * @param news told on the threads of the tails that something changed
   */
  public static LabelViews start(
      KafkaClients clients,
      TopicNames topics,
      LabelConfig config,
      LineageStore lineages,
      Consumer<Object> news,
      InstantSource clock) {
    LabelViews views = new LabelViews(clients, topics, config, lineages, news, clock);
    views.follow(clients);
    return views;
  }

  LabelQueue queue() {
    return queue;
  }

  /** Somebody does not want to be asked for an image for some hours, wherever it stands. */
  void skip(String imageId, Desk desk) {
    queue.skip(imageId, desk);
    suspects.skip(imageId, desk, LabelQueue.SKIPPED);
  }

  /** Somebody wants to be asked after all. */
  void unskip(String imageId, Desk desk) {
    queue.takeBack(imageId, desk);
    suspects.unskip(imageId, desk);
  }

  Labelling labelling() {
    return labelling;
  }

  ImageLabels labels() {
    return labels;
  }

  KnownClasses classes() {
    return classes;
  }

  Suspects suspects() {
    return suspects;
  }

  Progress progress() {
    return Progress.of(examples, runs, config);
  }

  /**
   * Why the page does not work yet; empty when it does. Installations of earlier releases have no
   * topic of requests: the rest goes without it.
   */
  public List<String> waiting() {
    return faults(
        tails.stream().filter(tail -> tail != requests || !requests.isRetrying()).toList());
  }

  /** Why something is not shown yet; empty when everything is. */
  List<String> faults() {
    return faults(tails);
  }

  private static List<String> faults(List<TopicTail> tails) {
    List<String> faults = new ArrayList<>();
    for (TopicTail tail : tails) {
      tail.fault()
          .or(
              () ->
                  tail.isCaughtUp()
                      ? Optional.empty()
                      : Optional.of("labels: still reading what was there before"))
          .filter(reason -> !faults.contains(reason))
          .ifPresent(faults::add);
    }
    return faults;
  }

  @Override
  public void stop() {
    tails.forEach(TopicTail::stop);
  }

  @Override
  public void close() {
    tails.forEach(TopicTail::close);
    suspects.close();
    sender.close();
  }

  private void follow(KafkaClients clients) {
    requests =
        TopicTail.start(
            clients,
            "label-requests",
            List.of(topics.labelRequests()),
            TopicTail.ALL,
            TailListener.of(
                LabelRequest.class,
                (record, request) -> {
                  queue.take(request);
                  changed();
                }));
    tails.add(requests);
    tails.add(
        TopicTail.start(
            clients,
            "label-events",
            List.of(topics.labels(), topics.feedback()),
            REMEMBERED,
            new LabelEvents()));
    tails.add(
        TopicTail.start(
            clients,
            "label-runs",
            List.of(topics.control(), topics.controlReplies()),
            REMEMBERED,
            this::takeOfRuns));
    tails.add(
        TopicTail.start(
            clients,
            "label-images",
            List.of(topics.predictions()),
            PREDICTIONS,
            TailListener.of(Prediction.class, (record, prediction) -> queue.take(prediction))));
    tails.add(
        TopicTail.start(
            clients,
            "label-classes",
            List.of(topics.modelEvents()),
            TopicTail.ALL,
            TailListener.of(
                ModelEvent.class,
                (record, event) -> {
                  classes.take(event);
                  suspects.runEnded();
                  changed();
                })));
  }

  /** What was said before is known once they are read: then the queue opens. */
  private final class LabelEvents implements TailListener {

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
      LabelViews.this.take(record);
    }

    @Override
    public void caughtUp() {
      queue.labelsAreRead();
      changed();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(topics.labels())) {
        takeLabel(record);
      } else {
        takeExample(record);
      }
    } catch (MalformedEventException e) {
      log.atDebug().addKeyValue("fault", e.getMessage()).log("skipped what is no example");
    }
    changed();
  }

  private void takeLabel(ConsumerRecord<byte[], byte[]> record) {
    LabelsTopic.read(record)
        .ifPresent(
            event -> {
              var unused =
                  labels.take(
                      event,
                      new TopicPartition(record.topic(), record.partition()),
                      record.offset(),
                      Instant.ofEpochMilli(record.timestamp()));
            });
  }

  private void takeExample(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      examples.retracted(key(record));
    } else {
      examples.take(
          EventJson.read(record.value(), LabelledExample.class),
          Instant.ofEpochMilli(record.timestamp()));
    }
  }

  private void takeOfRuns(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      if (record.topic().equals(topics.control())) {
        runs.take(EventJson.read(record.value(), Command.class));
      } else {
        Reply reply = EventJson.read(record.value(), Reply.class);
        runs.take(reply, Instant.ofEpochMilli(record.timestamp()));
        if (reply instanceof Reply.Done || reply instanceof Reply.Failed) {
          suspects.runEnded();
        }
        if (!(reply instanceof Reply.Progress)) {
          changed();
        }
      }
    } catch (MalformedEventException e) {
      log.atDebug().addKeyValue("fault", e.getMessage()).log("skipped what is no command or reply");
    }
  }

  private void changed() {
    news.accept(new News(Instant.now()));
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }
}
