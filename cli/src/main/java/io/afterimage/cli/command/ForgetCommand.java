package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.topics.RecordLifetime;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.store.DirectoryLineageStore;
import io.afterimage.registry.store.KafkaLineageStore;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.ImageSpool;
import io.afterimage.trainer.exchange.ExampleFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes an image from what the installation keeps. */
@Command(
    name = "forget",
    description = {
      "Remove an image from the training data, and show where it remains.",
      "Its example leaves the training set, and its label is taken back, so that nothing brings it"
          + " in",
      "again. Kafka cannot delete single records: the output says until when the topics have it,"
          + " and",
      "which model versions were made with it. The trainer's own copy goes within seconds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage forget cam-7/0042 --dry-run",
      "  afterimage forget cam-7/0042 --yes",
      "",
      "A run in progress still ends with the examples that it began with: 'afterimage control"
          + " cancel'",
      "ends it. What a version learned stays in it: retrain, and roll the old versions back."
    })
final class ForgetCommand implements Runnable {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration WRITING = Duration.ofSeconds(60);

  private final CommandContext context;

  @Parameters(paramLabel = "IMAGE_ID", description = "The image's id.")
  private String id;

  @Mixin private TrainingSetChange change;

  @Option(
      names = "--model-store",
      paramLabel = "DIR",
      description = "Where the versions are, if the trainer keeps them in a folder.")
  private Optional<Path> modelStore;

  ForgetCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    KafkaTarget target = change.target(context);
    Terminal terminal = context.terminal();
    boolean learned =
        !TrainingSetChange.edit(target)
            .find(
                new ExampleFilter(Set.of(id), Optional.empty(), Optional.empty()),
                ImageSpool.NOWHERE)
            .isEmpty();
    terminal.print(learned ? id + " is in the training set" : id + " is not in the training set");
    showVersions(target, terminal);
    if (!change.mayGoOn(terminal, "forget " + id + "?")) {
      return;
    }
    forget(target);
    terminal.print("removed from the training set, and its label taken back");
    showTopics(target, terminal);
  }

  /** Even where it is not in the training set now: feedback may be on its way there. */
  private void forget(KafkaTarget target) {
    TopicNames topics = target.topics();
    List<String> faults = new ArrayList<>();
    try (RecordSender sender =
        RecordSender.connect(target, Map.of(), (name, fault) -> faults.add(fault.getMessage()))) {
      sender.send(id, new ProducerRecord<>(topics.labels(), id, null));
      sender.flush();
    }
    if (!faults.isEmpty()) {
      throw new CommandFailure(
          "the label of %s was not taken back: %s; nothing was changed"
              .formatted(id, faults.get(0)));
    }
    try (TransactionalWriter writer =
        new TransactionalWriter(
            target.clients(), topics.prefix() + "afterimage-training-set-edit", WRITING)) {
      writer.write(ExampleRecords.remove(topics.trainingSet(), id));
    }
  }

  private void showVersions(KafkaTarget target, Terminal terminal) {
    KafkaClients clients = target.clients();
    TopicNames topics = target.topics();
    List<Announced> versions =
        ModelEventReader.readAll(clients, topics.modelEvents(), LIMIT).history().stream()
            .map(VersionHistory::announced)
            .toList();
    LineageStore lineages =
        modelStore
            .<LineageStore>map(DirectoryLineageStore::new)
            .orElseGet(() -> new KafkaLineageStore(clients, topics.modelArtifacts(), LIMIT));
    Map<String, String> uses = new HashMap<>();
    Set<String> known = new HashSet<>();
    lineages.read(
        (sha256, lineage) -> {
          known.add(sha256);
          lineage.use(id).ifPresent(use -> uses.put(sha256, use));
        });
    for (Announced version : versions) {
      String sha256 = version.sha256();
      if (uses.containsKey(sha256)) {
        terminal.print(
            "version %s was made with it: %s".formatted(version.modelVersion(), uses.get(sha256)));
      } else if (!known.contains(sha256)) {
        terminal.print(
            "version %s: unknown, it does not say which images it was made with"
                .formatted(version.modelVersion()));
      }
    }
    if (versions.stream().allMatch(v -> known.contains(v.sha256())) && uses.isEmpty()) {
      terminal.print("no version was made with it");
    }
  }

  private static void showTopics(KafkaTarget target, Terminal terminal) {
    TopicNames topics = target.topics();
    List<String> names =
        List.of(
            topics.images(),
            topics.predictions(),
            topics.shadowPredictions(),
            topics.labels(),
            topics.feedback(),
            topics.labelRequests(),
            topics.deadLetters());
    try (Admin admin = target.admin()) {
      RecordLifetime.ends(admin, names, Instant.now())
          .forEach(
              (topic, end) ->
                  terminal.print(
                      "%s: its records, if there are any, are deleted by retention%s"
                          .formatted(
                              topic,
                              end.map(at -> " before " + at)
                                  .orElse(" never: set retention.ms of the topic"))));
    }
  }
}
