package io.afterimage.client.backup;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.backup.BackupIndex.SavedTopic;
import io.afterimage.kafka.topics.EmptiedTopics;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.registry.store.MovedArtifacts;
import io.afterimage.schemas.topics.TopicNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * Writes a backup back. The log of model events comes last and in one transaction, when the
 * versions that it names can be read: whoever follows it sees nothing until all is there. Offsets
 * are other ones than before, so the events are changed to name the artefacts' new places. For one
 * thread.
 */
public final class Restore {

  private final KafkaTarget target;
  private final BackupPlace place;
  private final BackupIndex index;
  private final BackupProgress progress;
  private final TopicNames names;
  private final MovedArtifacts artifacts;
  private final EventRestore events;

  /**
   * From here to there.
   *
   * @throws CommandFailure when there is no whole backup, or one of topics that this release does
   *     not know
   */
  public Restore(KafkaTarget target, BackupPlace place, BackupProgress progress) {
    this.target = target;
    this.place = place;
    this.index = place.index();
    this.progress = progress;
    this.names = target.topics();
    this.artifacts = new MovedArtifacts(names.modelArtifacts());
    this.events = new EventRestore(target, place, progress, artifacts);
    requireKnownTopics();
  }

  private void requireKnownTopics() {
    List<String> known = new ArrayList<>(KeptTopics.of(names));
    known.addAll(KeptTopics.inputs(names));
    topics().stream()
        .filter(topic -> !known.contains(topic))
        .findFirst()
        .ifPresent(
            topic -> {
              throw new CommandFailure(
                  "%s holds the topic %s, which this release does not restore: it was made by release %s"
                      .formatted(place.path(), topic, index.release()));
            });
  }

  /** What is in the backup. */
  public BackupIndex index() {
    return index;
  }

  /** The version that serves once it is done. */
  public Optional<String> activeVersion() {
    return events.versions().active();
  }

  /**
   * Compares every file with its digest.
   *
   * @throws CommandFailure when one is not as it was written
   */
  public void requireIntact() {
    Checksums.require(place, index, progress);
  }

  /**
   * Which of the backup's topics have records now, by their full names.
   *
   * @throws CommandFailure when one does not exist
   */
  public List<String> occupied() {
    target.requireTopics(topics().toArray(String[]::new));
    try (Admin admin = target.admin()) {
      return EmptiedTopics.occupied(admin, topics());
    }
  }

  /**
   * Writes everything.
   *
   * @param occupied what is deleted before, other than images and labels: topics that are deleted
   *     and made again with their partitions, replicas and settings
   * @param modelStore where the files of a model store in a folder go
   * @throws CommandFailure when it cannot be done; model events are written with the last step
   */
  public void write(List<String> occupied, Optional<Path> modelStore) {
    requireFolder(modelStore);
    Map<String, Integer> partitions = empty(occupied);
    modelStore
        .filter(folder -> !index.modelStore().isEmpty())
        .ifPresent(folder -> ModelFolder.restore(index.modelStore(), place, folder, progress));
    for (SavedTopic topic : index.topics()) {
      if (!isEvents(topic)) {
        copy(topic, partitions.get(name(topic)) == topic.partitions());
      }
    }
    index.topics().stream().filter(this::isEvents).forEach(events::write);
  }

  private void requireFolder(Optional<Path> modelStore) {
    if (!index.modelStore().isEmpty() && modelStore.isEmpty()) {
      throw new CommandFailure(
          "the backup has models from a folder (model.store=dir:PATH of the services): name the folder for them with --model-store");
    }
  }

  /** Returns the partitions of all topics of the backup, which stay as they are. */
  private Map<String, Integer> empty(List<String> occupied) {
    List<String> inputs = KeptTopics.inputs(names);
    try (Admin admin = target.admin()) {
      Map<String, Integer> partitions = TopicAdmin.partitions(admin, topics());
      occupied.stream()
          .filter(topic -> !inputs.contains(topic))
          .forEach(topic -> EmptiedTopics.empty(admin, topic));
      return partitions;
    }
  }

  private void copy(SavedTopic topic, boolean samePartitions) {
    boolean isArtifacts = name(topic).equals(names.modelArtifacts());
    progress.begin(topic.topic(), topic.records());
    try (RecordCopy copy = new RecordCopy(target.clients(), name(topic), samePartitions);
        InputStream file = place.read(topic.saved().file())) {
      RecordFile.read(
          file,
          name(topic),
          record ->
              copy.send(
                  record,
                  written -> {
                    if (isArtifacts) {
                      artifacts.moved(record.offset(), written.offset());
                    }
                  },
                  progress::at));
      copy.finish();
    } catch (IOException e) {
      throw place.unreadable(topic.saved().file(), e);
    }
  }

  private boolean isEvents(SavedTopic topic) {
    return name(topic).equals(names.modelEvents());
  }

  private List<String> topics() {
    return index.topics().stream().map(this::name).toList();
  }

  private String name(SavedTopic topic) {
    return names.prefix() + topic.topic();
  }
}
