package io.afterimage.console;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.control.ControlChannel;
import io.afterimage.client.doctor.Doctor;
import io.afterimage.client.doctor.Plan;
import io.afterimage.console.access.Access;
import io.afterimage.console.access.Transport;
import io.afterimage.console.detail.DetailPages;
import io.afterimage.console.label.LabelRoutes;
import io.afterimage.console.label.LabelViews;
import io.afterimage.console.learning.LearningFeed;
import io.afterimage.console.learning.LearningRoutes;
import io.afterimage.console.learning.LearningView;
import io.afterimage.console.live.LivePages;
import io.afterimage.console.refused.RefusedViews;
import io.afterimage.console.system.DoctorVisits;
import io.afterimage.console.system.SystemRoutes;
import io.afterimage.console.system.SystemView;
import io.afterimage.console.versions.Versions;
import io.afterimage.console.web.ConsoleServer;
import io.afterimage.console.web.Pages;
import io.afterimage.console.web.SseHub;
import io.afterimage.console.why.WhyPages;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.StartException;
import io.afterimage.kafka.topics.TopicCheck;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.ClientMeters;
import io.afterimage.service.Health;
import io.afterimage.service.HealthPages;
import io.afterimage.service.LevelPages;
import io.afterimage.service.MetricsPage;
import io.afterimage.service.RouteGroup;
import io.afterimage.service.Service;
import io.afterimage.service.ServiceMeters;
import io.afterimage.service.ServiceParts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running console: bounded views over the topics, and the pages that show them. What it shows
 * is read anew at every start; what it changes goes through the topics, as any client's would, so
 * that two consoles agree. Thread-safe.
 */
public final class ConsoleInstance implements Service {

  private static final Logger log = LoggerFactory.getLogger(ConsoleInstance.class);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private final ConsoleConfig config;
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();
  private final ConsoleHealth health = new ConsoleHealth(terminated);
  private final ServiceParts parts = new ServiceParts(CLOSE_LIMIT);
  private final ServiceMeters meters;
  private final TopicNames topics;
  private final KafkaClients clients;
  private final SseHub events;
  private LabelViews labels;
  private LivePages live;
  private final LearningView learning = new LearningView(InstantSource.system());
  private Versions versions;
  private DetailPages details;
  private WhyPages why;
  private RefusedViews refused;
  private SystemView system;
  private ConsoleServer server;

  private ConsoleInstance(ConsoleConfig config) {
    this.config = config;
    this.meters = parts.add(config.service().meters());
    this.topics = config.kafka().topics();
    this.clients =
        config.service().metricsEnabled()
            ? ClientMeters.addedTo(config.kafka().clients(), meters.registry())
            : config.kafka().clients();
    this.events = new SseHub();
  }

  /**
   * Starts everything; returns when the pages are served, while the views are still being filled.
   *
   * @throws StartException when the broker or topics are missing
   * @throws RuntimeException when the port is unavailable, saying which
   */
  public static ConsoleInstance start(ConsoleConfig config) {
    ConsoleInstance instance = new ConsoleInstance(config);
    try {
      instance.open();
      return instance;
    } catch (RuntimeException | Error e) {
      instance.close();
      throw e;
    }
  }

  @Override
  public CompletableFuture<Void> terminated() {
    return terminated;
  }

  /** How it is. */
  public Health health() {
    return health.health();
  }

  /** Where it is served, where the configuration left it open as well. */
  public int httpPort() {
    return server.port();
  }

  /** What to open in a browser, such as {@code http://localhost:8090/}. */
  public String address() {
    return config.access().page(httpPort()).toString();
  }

  /** Asks a service of this process as well how it is, by the port where it tells that. */
  public void ask(int servicePort) {
    system.ask(URI.create("http://127.0.0.1:" + servicePort));
  }

  /** Its meters. */
  public MeterRegistry metrics() {
    return meters.registry();
  }

  /** Ends the pages, then what they show. Harmless when repeated. */
  @Override
  public void close() {
    parts.close();
    terminated.complete(null);
  }

  private void open() {
    Map<String, Integer> partitions =
        TopicCheck.require(
            "console",
            clients,
            topics,
            List.of(topics.predictions(), topics.control(), topics.controlReplies()),
            config.startTimeout());
    follow(config.predictions() / partitions.get(topics.predictions()) + 1);
    Gauge.builder("afterimage.console.pages.open", events, SseHub::clients)
        .description("Open pages that follow live events: does anybody look?")
        .register(meters.registry());
    labels =
        parts.add(
            LabelViews.start(
                clients,
                topics,
                config.labels(),
                config.store().lineages(clients, topics.modelArtifacts(), config.startTimeout()),
                news -> events.publish("label", news),
                InstantSource.system()));
    health.watch(labels::waiting);
    live =
        parts.add(
            LivePages.start(clients, topics, config.live(), meters.registry(), events::publish));
    health.watch(live::faults);
    versions =
        parts.add(
            new Versions(
                clients,
                topics,
                config.store().reading(clients, topics.modelArtifacts()),
                command -> ControlChannel.send(KafkaTarget.of(config.kafka()), command),
                events::publish,
                InstantSource.system()));
    health.watch(versions::waiting);
    details = parts.add(new DetailPages(clients, topics, config.store(), live::registry));
    why =
        parts.add(
            WhyPages.of(clients, topics, config.store(), config.live().decoding(), live::registry));
    refused =
        parts.add(
            RefusedViews.start(
                clients, topics, news -> events.publish("refused", news), InstantSource.system()));
    health.watch(refused::faults);
    system = parts.add(new SystemView(clients, topics, config.instances(), InstantSource.system()));
    server =
        parts.add(
            ConsoleServer.start(
                config.access().bind(),
                config.service().httpPort(),
                transport ->
                    Transport.configure(transport, config.access(), config.service().httpPort()),
                groups()));
    // Before the server, which would wait for those that still follow.
    parts.add(events);
    health.watch(events::faults);
    log.atInfo()
        .addKeyValue("host", config.access().bind())
        .addKeyValue("http", httpPort())
        .log("console started");
    if (config.access().isReadableOnItsWay()) {
      log.atWarn()
          .addKeyValue("host", config.access().bind())
          .log("passwords and sessions travel unencrypted: give console.tls.* or console.url");
    }
  }

  /**
   * Fills the views.
   *
   * @param predictions how many of the newest ones of each partition to begin with
   */
  private void follow(long predictions) {
    LearningFeed feed =
        parts.add(
            LearningFeed.start(
                clients, topics, predictions, learning, news -> events.publish("learning", news)));
    health.watch(feed::reasons);
  }

  /** All that is served; what guards the rest is first. */
  private List<RouteGroup> groups() {
    List<RouteGroup> groups = new ArrayList<>();
    groups.add(Access.of(config.access(), InstantSource.system()));
    groups.add(new MetricsPage(meters.registry()));
    groups.add(new HealthPages(this::health));
    groups.add(new LevelPages(config.service().levelAccess()));
    groups.add(events);
    groups.addAll(live.groups());
    groups.addAll(details.groups());
    groups.add(why.routes());
    groups.add(new LabelRoutes(labels));
    groups.add(new LearningRoutes(learning));
    groups.add(new SystemRoutes(system, doctor()));
    groups.add(versions.routes());
    groups.add(refused.routes());
    groups.add(new Pages());
    return groups;
  }

  private DoctorVisits doctor() {
    Plan needs =
        ConsoleNeeds.plan(
            KafkaTarget.of(config.kafka()), config.live().streamGroup(), Optional.empty());
    return new DoctorVisits(
        () -> Doctor.examineKafka(needs, InstantSource.system()), InstantSource.system());
  }
}
