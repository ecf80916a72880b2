package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.Main;
import io.afterimage.cli.command.TestTerminal;
import io.afterimage.console.ConsoleConfig;
import io.afterimage.console.ConsoleInstance;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.rights.Right;
import io.afterimage.kafka.rights.Rights;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.networks.RandomHeads;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Topics on a secured broker, users with the rights that {@code docs/security.md} lists and no
 * others, and what they do: each by client properties of their own.
 */
final class SecuredInstallation {

  /** Long: six clients on TLS start anew here while other tests use the same cores. */
  static final Duration LIMIT = Duration.ofMinutes(3);

  static final String STREAM = "afterimage-stream";
  static final String TRAINER = "afterimage-trainer";
  static final String CONSOLE = "afterimage-console";

  private static final TopicNames NAMES = TopicNames.plain();

  private final Path folder;
  private final SecuredBroker broker;

  SecuredInstallation(Path folder, SecuredBroker broker)
      throws ExecutionException, InterruptedException {
    this.folder = folder;
    this.broker = broker;
    try (Admin admin = Admin.create(broker.administrator())) {
      new TopicAdmin(admin, TopicAdmin.Options.defaults())
          .create(Topics.definitions(TopicSettings.defaults().withPartitions(2)));
    }
    broker.user(STREAM, Rights.stream(NAMES, STREAM));
    broker.user(TRAINER, Rights.trainer(NAMES, TRAINER, "afterimage-publisher", STREAM));
    broker.user(CONSOLE, Rights.console(NAMES, List.of(STREAM, TRAINER)));
    broker.user("camera", List.of(right(NAMES.images(), AclOperation.WRITE)));
    broker.user("annotator", List.of(right(NAMES.labels(), AclOperation.WRITE)));
    broker.user(
        "operator",
        List.of(
            right(NAMES.control(), AclOperation.WRITE),
            right(NAMES.controlReplies(), AclOperation.READ)));
    broker.user(
        "analyst",
        List.of(
            right(NAMES.trainingRuns(), AclOperation.READ),
            right(NAMES.control(), AclOperation.READ),
            right(NAMES.controlReplies(), AclOperation.READ)));
    broker.user("guest", List.of());
  }

  Announced publish(Map<String, String> client) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("bootstrap.servers", broker.bootstrapServers());
    try (ModelPublisher publisher =
        ModelPublisher.open(
            KafkaClients.of(properties),
            NAMES,
            "afterimage-publisher",
            LIMIT,
            InstantSource.system())) {
      return publisher.publish(
          new RandomHeads(List.of("dark", "striped"), InputSpec.square(32)).withHead(1));
    }
  }

  StreamInstance stream(Map<String, String> client) {
    return StreamInstance.start(StreamConfig.from(options(STREAM, client)));
  }

  /** What matters here is who may do what, so that the gate lets nearly everything pass. */
  TrainerInstance trainer(Map<String, String> client) {
    Map<String, String> options = options(TRAINER, client);
    options.put("training.size", "32");
    options.put("training.minimum.per.class", "2");
    options.put("trigger.new.labels", "0");
    options.put("refresh.new.labels", "0");
    options.put("split.validation", "0.2");
    options.put("split.test", "0.2");
    options.put("gate.minimum.pictures", "1");
    options.put("gate.minimum.recall", "0");
    options.put("gate.margin", "0.49");
    options.put("rollout.shadow.images", "20");
    options.put("rollout.shadow.share", "1");
    options.put("rollout.shadow.agreement", "0");
    options.put("rollout.shadow.latency", "1000");
    return TrainerInstance.start(TrainerConfig.from(options));
  }

  ConsoleInstance console(Map<String, String> client) {
    Map<String, String> options = options(CONSOLE, client);
    options.remove("state.dir");
    return ConsoleInstance.start(ConsoleConfig.from(options));
  }

  private Map<String, String> options(String user, Map<String, String> client) {
    Map<String, String> options = new HashMap<>();
    client.forEach((name, value) -> options.put("kafka." + name, value));
    options.put("bootstrap.servers", broker.bootstrapServers());
    options.put("http.port", "0");
    options.put("state.dir", folder.resolve("state-" + user).toString());
    return options;
  }

  /** A service as people start it: in a process of its own, standard error in its output. */
  Process process(String service, String user) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            Main.class.getName(),
            service,
            "--bootstrap",
            broker.bootstrapServers(),
            "--kafka-config",
            properties(broker.client(user)).toString(),
            "-D",
            "http.port=0");
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.redirectErrorStream(true).start();
  }

  /** Runs a command, which must not fail, and returns what it printed. */
  String runAs(String user, String... command) throws IOException {
    TestTerminal terminal = new TestTerminal();
    int exitCode = terminal.run(onBroker(broker.client(user), command));
    assertThat(exitCode).as(terminal.out() + terminal.err()).isZero();
    return terminal.out();
  }

  String doctor(String service, Map<String, String> client) throws IOException {
    TestTerminal terminal = new TestTerminal();
    terminal.run(onBroker(client, "doctor", "--service", service));
    return terminal.out() + terminal.err();
  }

  private String[] onBroker(Map<String, String> client, String... command) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(
        List.of(
            "--bootstrap",
            broker.bootstrapServers(),
            "--kafka-config",
            properties(client).toString()));
    return arguments.toArray(String[]::new);
  }

  private static Right right(String topic, AclOperation operation) {
    return new Right(ResourceType.TOPIC, topic, false, Set.of(operation));
  }

  private Path properties(Map<String, String> client) throws IOException {
    Path file = Files.createTempFile(folder, "client", ".properties");
    return Files.write(
        file, client.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }
}
