package io.afterimage.client.backup;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.backup.BackupIndex.SavedFile;
import io.afterimage.client.backup.BackupIndex.SavedTopic;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.registry.store.MovedArtifacts;
import io.afterimage.schemas.release.Release;
import io.afterimage.schemas.topics.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Saves what an installation cannot make again, while it runs: the committed records of the topics
 * that are kept for ever, each to what was its end when its turn came. The log of model events goes
 * first, so that the rest has every artefact that it names. For one thread.
 */
public final class Backup {

  /** What brokers may take for one answer. */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Longer than an open transaction, which hides what was committed after its begin. */
  private static final Duration IDLE = Duration.ofMinutes(2);

  private static final Duration WITHIN = Duration.ofDays(1);

  private final KafkaTarget target;
  private final BackupPlace place;
  private final BackupProgress progress;
  private final BooleanSupplier cancelled;
  private final SavedVersions versions = new SavedVersions();
  private final MovedArtifacts artifacts;

  /**
   * Saves from there to here.
   *
   * @param cancelled asked again and again
   */
  public Backup(
      KafkaTarget target, BackupPlace place, BackupProgress progress, BooleanSupplier cancelled) {
    this.target = target;
    this.place = place;
    this.progress = progress;
    this.cancelled = cancelled;
    this.artifacts = new MovedArtifacts(target.topics().modelArtifacts());
  }

  /**
   * Does it.
   *
   * @param inputs whether images and labels are saved too, as far as retention has kept them
   * @param modelStore the folder of the model store, if models are not in a topic
   * @return what was saved
   * @throws CommandFailure when topics or models are missing, or the files cannot be written
   * @throws StoreUnavailableException when the brokers do not answer
   * @throws CancellationException when it was cancelled: there is no backup
   */
  public BackupIndex save(boolean inputs, Optional<Path> modelStore, InstantSource clock) {
    TopicNames names = target.topics();
    target.requireTopics(names.modelEvents());
    var at = clock.instant();
    List<SavedTopic> topics = new ArrayList<>();
    List<SavedFile> folder = new ArrayList<>();
    for (Map.Entry<String, Integer> topic : present(inputs)) {
      topics.add(save(topic.getKey(), topic.getValue()));
      if (topic.getKey().equals(names.modelEvents())) {
        requireFolder(modelStore);
        modelStore.ifPresent(
            models -> folder.addAll(ModelFolder.save(models, place, progress, cancelled)));
      }
    }
    versions.kept().stream()
        .filter(version -> isMissing(version.announced().location()))
        .forEach(
            version ->
                progress.say(
                    "version %s is announced, but is not at %s: it will not serve after a restore"
                        .formatted(version.version(), version.announced().location())));
    BackupIndex index =
        new BackupIndex(
            BackupIndex.FORMAT, Release.current().toString(), at, names.prefix(), topics, folder);
    try {
      place.write(index);
    } catch (IOException e) {
      throw unwritable(e);
    }
    return index;
  }

  /** The version that serves by what was saved. */
  public Optional<String> activeVersion() {
    return versions.active();
  }

  private boolean isMissing(String location) {
    return MovedArtifacts.isInTopic(location) && !artifacts.has(location);
  }

  private void requireFolder(Optional<Path> modelStore) {
    List<String> inFolder =
        versions.kept().stream()
            .filter(version -> DirectoryModelStore.isLocation(version.announced().location()))
            .map(VersionHistory::version)
            .toList();
    if (!inFolder.isEmpty() && modelStore.isEmpty()) {
      throw new CommandFailure(
          "the models of %s are in a folder (model.store=dir:PATH of the services): name it with --model-store"
              .formatted(inFolder));
    }
  }

  /** The topics that are there, in the order of saving; one of a later release may be missing. */
  private List<Map.Entry<String, Integer>> present(boolean inputs) {
    TopicNames names = target.topics();
    List<String> wanted =
        Stream.concat(
                KeptTopics.of(names).stream(),
                inputs ? KeptTopics.inputs(names).stream() : Stream.of())
            .toList();
    try (Admin admin = target.admin()) {
      Map<String, Integer> found = TopicAdmin.partitions(admin, wanted);
      wanted.stream()
          .filter(topic -> !found.containsKey(topic))
          .forEach(topic -> progress.say("topic %s does not exist".formatted(topic)));
      return wanted.stream()
          .filter(found::containsKey)
          .map(topic -> Map.entry(topic, found.get(topic)))
          .toList();
    }
  }

  private SavedTopic save(String topic, int partitions) {
    String plain = KeptTopics.plain(topic, target.topics());
    String file = plain + ".records";
    try (TopicReader reader =
            TopicReader.of(target.clients(), "backup", List.of(topic), From.EARLIEST, ANSWER);
        RecordFile.Writer out = new RecordFile.Writer(file, place.write(file))) {
      long begin = sum(reader.positions());
      progress.begin(plain, sum(reader.ends()) - begin);
      var unused =
          reader.readUntilPastOpenTransactions(
              IDLE,
              WITHIN,
              cancelled,
              record -> {
                write(record, out);
                progress.at(out.records());
                return cancelled.getAsBoolean();
              });
      requireGoing(cancelled);
      return new SavedTopic(plain, partitions, out.records(), out.end());
    } catch (IOException e) {
      throw unwritable(e);
    } catch (UncheckedIOException e) {
      throw unwritable(e.getCause());
    }
  }

  private void write(ConsumerRecord<byte[], byte[]> record, RecordFile.Writer out) {
    try {
      out.write(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (record.topic().equals(target.topics().modelEvents())) {
      versions.take(record.value());
    } else if (record.topic().equals(target.topics().modelArtifacts())) {
      artifacts.moved(record.offset(), record.offset());
    }
  }

  static void requireGoing(BooleanSupplier cancelled) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
  }

  private static long sum(Map<?, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  private CommandFailure unwritable(IOException cause) {
    return new CommandFailure("cannot write to %s: %s".formatted(place.path(), cause), cause);
  }
}
