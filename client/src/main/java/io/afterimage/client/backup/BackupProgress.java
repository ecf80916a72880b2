package io.afterimage.client.backup;

/** Hears how saving or restoring gets on. Called on the thread that does it. */
public interface BackupProgress {

  /**
   * Something is begun.
   *
   * @param what the topic, or what else
   * @param total how many records or files there are, as far as is known
   */
  void begin(String what, long total);

  /** So many of it are done. */
  void at(long done);

  /** Something that whoever watches should know. */
  void say(String remark);
}
