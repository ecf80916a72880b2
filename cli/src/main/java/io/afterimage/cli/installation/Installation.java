package io.afterimage.cli.installation;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.console.ConsoleConfig;
import io.afterimage.console.ConsoleInstance;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.kafka.topics.TopicReport;
import io.afterimage.kafka.topics.TopicReport.Refused;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.service.ServiceParts;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * Everything in this process, on one folder that outlives it: a broker, the topics, one stream
 * instance, and a trainer and a console where they are wanted. Thread-safe.
 */
public final class Installation implements AutoCloseable {

  private static final long LOOK_MILLIS = 100;
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofMinutes(5);

  private final EmbeddedBroker broker;
  private final KafkaTarget target;
  private final ServiceParts parts = new ServiceParts(CLOSE_LIMIT);
  private StreamInstance stream;
  private Optional<TrainerInstance> trainer = Optional.empty();
  private Optional<ConsoleInstance> console = Optional.empty();

  private Installation(EmbeddedBroker broker, KafkaTarget target) {
    this.broker = parts.add(broker);
    this.target = target;
  }

  /**
   * Starts the broker and makes the topics; the stream comes with {@link #startStream}.
   *
   * @param data the folder of everything that stays
   * @param port of the broker on 127.0.0.1; 0 takes a free one
   * @param topicPrefix in front of every topic name
   * @throws io.afterimage.broker.BrokerStartException when the port or folder is unavailable
   * @throws CommandFailure when existing topics do not fit
   */
  public static Installation start(Path data, int port, String topicPrefix) {
    EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBrokerConfig.at(data.resolve("kafka")).withPort(port));
    Installation installation =
        new Installation(
            broker, KafkaOptions.to(broker.bootstrapServers(), topicPrefix).target(Map.of()));
    try {
      installation.createTopics();
    } catch (RuntimeException | Error e) {
      installation.close();
      throw e;
    }
    return installation;
  }

  /**
   * Starts the stream; returns when it waits for its first model, or better.
   *
   * @param data the folder of everything that stays
   * @param options of the stream, without Kafka's address
   * @return where metrics and health are served
   * @throws RuntimeException as {@link StreamInstance#start}
   */
  public synchronized int startStream(Path data, Map<String, String> options) {
    Map<String, String> all = inThisKafka(options);
    all.putIfAbsent("state.dir", data.resolve("state").toString());
    stream = parts.add(StreamInstance.start(StreamConfig.from(all)));
    console.ifPresent(page -> page.ask(stream.httpPort()));
    return stream.httpPort();
  }

  /**
   * Starts the trainer; returns when it stands for election.
   *
   * @param data the folder of everything that stays
   * @param options of the trainer, without Kafka's address
   * @return where its metrics and health are served
   * @throws RuntimeException as {@link TrainerInstance#start}
   */
  public synchronized int startTrainer(Path data, Map<String, String> options) {
    Map<String, String> all = inThisKafka(options);
    all.putIfAbsent("state.dir", data.resolve("trainer").toString());
    TrainerInstance started = parts.add(TrainerInstance.start(TrainerConfig.from(all)));
    trainer = Optional.of(started);
    console.ifPresent(page -> page.ask(started.httpPort()));
    return started.httpPort();
  }

  /**
   * Starts the console, if it is wanted; returns when its pages are served.
   *
   * @param options of the console, without Kafka's address and the port
   * @return its address, for a browser on this machine
   * @throws RuntimeException as {@link ConsoleInstance#start}
   */
  public synchronized Optional<String> startConsole(
      ConsoleChoice choice, Map<String, String> options) {
    if (choice.wanted()) {
      Map<String, String> all = inThisKafka(options);
      String host = all.getOrDefault("http.host", "127.0.0.1");
      all.put(
          "http.port",
          Integer.toString(choice.port().orElseGet(() -> ConsolePort.usualOrFree(host))));
      console = Optional.of(parts.add(ConsoleInstance.start(ConsoleConfig.from(all))));
    }
    return console.map(ConsoleInstance::address);
  }

  private Map<String, String> inThisKafka(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    all.put("bootstrap.servers", target.bootstrapServers());
    all.put("topic.prefix", target.topics().prefix());
    return all;
  }

  /** How its clients reach it. */
  public KafkaTarget target() {
    return target;
  }

  /**
   * The version that answers, or will as soon as it is loaded.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when that cannot be read
   */
  public Optional<Announced> active() {
    return ModelEventReader.readAll(target.clients(), target.topics().modelEvents(), READ_LIMIT)
        .active();
  }

  /**
   * Waits until the stream classifies.
   *
   * @throws CommandFailure when it does not within the limit, saying why
   * @throws java.util.concurrent.CompletionException when it ended instead
   */
  public void awaitReady(Duration limit) {
    long start = System.nanoTime();
    CompletableFuture<?> ended = ended();
    while (!stream.health().ready()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new CommandFailure(
            "the stream did not get ready within %d s: %s"
                .formatted(limit.toSeconds(), stream.health().reasons()));
      }
      CompletableFuture<Object> tick =
          new CompletableFuture<>().completeOnTimeout(null, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      CompletableFuture.anyOf(ended, tick).join();
    }
  }

  /** Completes exceptionally when a part fails, and normally after closing. */
  public synchronized CompletableFuture<?> ended() {
    List<CompletableFuture<?>> parts = new ArrayList<>();
    parts.add(
        broker.fatalFault().toCompletableFuture().thenCompose(CompletableFuture::failedFuture));
    if (stream != null) {
      parts.add(stream.terminated());
    }
    trainer.map(TrainerInstance::terminated).ifPresent(parts::add);
    console.map(ConsoleInstance::terminated).ifPresent(parts::add);
    return CompletableFuture.anyOf(parts.toArray(CompletableFuture[]::new));
  }

  /** Ends what was started, the last first and the broker last. */
  @Override
  public synchronized void close() {
    parts.close();
  }

  private void createTopics() {
    List<TopicReport> reports;
    try (Admin admin = target.admin()) {
      reports =
          new TopicAdmin(admin, TopicAdmin.Options.defaults())
              .create(Topics.definitions(TopicSettings.defaults().withNames(target.topics())));
    }
    for (TopicReport report : reports) {
      if (report.outcome() instanceof Refused refused) {
        throw new CommandFailure("topic %s: %s".formatted(report.topic(), refused.why()));
      }
    }
  }
}
