package io.afterimage.client.backup;

import java.time.Instant;
import java.util.List;

/**
 * What a backup consists of; its file is written last, so that a backup without it is not whole.
 *
 * @param format of the files; this release reads {@value #FORMAT}
 * @param release of Afterimage that made it
 * @param at when it was begun
 * @param topicPrefix of the installation that was saved
 * @param topics in the order in which they were read
 * @param modelStore the files of a model store in a folder; empty where models are in a topic
 */
public record BackupIndex(
    int format,
    String release,
    Instant at,
    String topicPrefix,
    List<SavedTopic> topics,
    List<SavedFile> modelStore) {

  /** The form of {@link RecordFile}, and of this. */
  public static final int FORMAT = 1;

  /** Its own file. */
  static final String FILE = "backup.json";

  /** Copies the lists. */
  public BackupIndex {
    topics = List.copyOf(topics);
    modelStore = List.copyOf(modelStore);
  }

  /**
   * One topic.
   *
   * @param topic its name without the prefix
   * @param partitions how many it had
   * @param records how many were saved
   * @param saved their file
   */
  public record SavedTopic(String topic, int partitions, long records, SavedFile saved) {}

  /**
   * One file.
   *
   * @param file its path within the backup, with {@code /}
   * @param bytes its length
   * @param sha256 of its bytes, in lower-case hexadecimal
   */
  public record SavedFile(String file, long bytes, String sha256) {}

  /** The length of all files together, in bytes. */
  public long bytes() {
    return topics.stream().mapToLong(topic -> topic.saved().bytes()).sum()
        + modelStore.stream().mapToLong(SavedFile::bytes).sum();
  }

  /** The records of all topics together. */
  public long records() {
    return topics.stream().mapToLong(SavedTopic::records).sum();
  }
}
