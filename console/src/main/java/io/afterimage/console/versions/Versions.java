package io.afterimage.console.versions;

import io.afterimage.console.topics.TailListener;
import io.afterimage.console.topics.TopicTail;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.RouteGroup;
import io.afterimage.service.Stoppable;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows versions and runs in Kafka, and serves them. Publishes two kinds of events: on {@code
 * versions} what happened last to a version, on {@code runs} a list of the commands of which
 * something was said last, each with its newest epoch only.
 */
public final class Versions implements Stoppable {

  private final VersionLog versions = new VersionLog();
  private final CommandLog commands = new CommandLog();
  private final TopicNames topics;
  private final ModelStore store;
  private final Consumer<Command> trainer;
  private final InstantSource clock;
  private final VersionsView view;
  private final List<TopicTail> tails;
  private final TopicTail reports;
  private final TopicTail runs;

  /**
   * The event that follows a happening.
   *
   * @param happening the latest one
   * @param active the version that answers now
   */
  record Changed(Happening happening, Optional<String> active) {}

  /**
   * Begins to read.
   *
   * @param store of the versions' artefacts; closed in the end
   * @param trainer sends a command; returns when Kafka has it
   * @param events takes a channel and what is to be told there, as {@code EventJson} writes it; is
   *     called on the tails' threads, and for nothing that was there before
   */
  public Versions(
      KafkaClients clients,
      TopicNames topics,
      ModelStore store,
      Consumer<Command> trainer,
      BiConsumer<String, Object> events,
      InstantSource clock) {
    this.topics = topics;
    this.store = store;
    this.trainer = trainer;
    this.clock = clock;
    this.view = new VersionsView(versions, commands, new Manifests(store), clock);
    this.reports =
        tail(
            clients,
            "model-reports",
            List.of(topics.modelReports()),
            new Following("versions", this::version, events));
    this.runs =
        tail(
            clients,
            "training-runs",
            List.of(topics.trainingRuns()),
            new Following("runs", this::command, events));
    this.tails =
        List.of(
            tail(
                clients,
                "model-events",
                List.of(topics.modelEvents()),
                new Following("versions", this::version, events)),
            tail(
                clients,
                "control",
                List.of(topics.control(), topics.controlReplies()),
                new Following("runs", this::command, events)));
  }

  private static TopicTail tail(
      KafkaClients clients, String purpose, List<String> topics, TailListener listener) {
    return TopicTail.start(clients, purpose, topics, TopicTail.ALL, listener);
  }

  /** Tells of what comes after everything that was there. On one thread. */
  private static final class Following implements TailListener {

    private final String channel;
    private final Function<ConsumerRecord<byte[], byte[]>, Optional<?>> fold;
    private final BiConsumer<String, Object> events;
    private boolean live;

    Following(
        String channel,
        Function<ConsumerRecord<byte[], byte[]>, Optional<?>> fold,
        BiConsumer<String, Object> events) {
      this.channel = channel;
      this.fold = fold;
      this.events = events;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
      Optional<?> event = fold.apply(record);
      if (live && event.isPresent()) {
        events.accept(channel, event.get());
      }
    }

    @Override
    public void caughtUp() {
      live = true;
    }
  }

  private Optional<Changed> version(ConsumerRecord<byte[], byte[]> record) {
    return versions
        .take(record.value(), place(record))
        .map(
            happening ->
                new Changed(happening, versions.registry().active().map(Announced::modelVersion)));
  }

  private Optional<List<RunView>> command(ConsumerRecord<byte[], byte[]> record) {
    return taken(record)
        .filter(Exchange::isShown)
        .map(
            shown -> commands.lately().stream().map(RunView::of).map(RunView::latestOnly).toList());
  }

  private Optional<Exchange> taken(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.trainingRuns())) {
      return commands.takeRun(record.value(), place(record));
    }
    return record.topic().equals(topics.control())
        ? commands.takeCommand(record.value(), place(record))
        : commands.takeReply(record.value(), place(record));
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset());
  }

  /** The pages' data, and the way to the trainer. */
  public RouteGroup routes() {
    return new VersionsRoutes(view, this::timeLine, trainer, clock);
  }

  /**
   * Why not everything is shown yet; empty when it is. Installations of earlier releases have no
   * topics of reports and of runs: the rest goes without them.
   */
  public List<String> waiting() {
    return tails.stream()
        .filter(tail -> !isSettled(tail) || tail.fault().isPresent())
        .map(tail -> tail.fault().orElse("versions: reading what was there before"))
        .distinct()
        .toList();
  }

  private static boolean isSettled(TopicTail tail) {
    return tail.isCaughtUp() || tail.fault().isPresent();
  }

  private TimeLine timeLine() {
    return view.timeLine(
        all().allMatch(Versions::isSettled), all().flatMap(tail -> tail.fault().stream()).toList());
  }

  private Stream<TopicTail> all() {
    return Stream.concat(tails.stream(), Stream.of(reports, runs));
  }

  @Override
  public void stop() {
    all().forEach(TopicTail::stop);
  }

  @Override
  public void close() {
    all().forEach(TopicTail::close);
    store.close();
  }
}
