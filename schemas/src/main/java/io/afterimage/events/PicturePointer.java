package io.afterimage.events;

/**
 * Where a picture lies in Kafka. Events point to pictures; they never carry them.
 *
 * @param topic the topic's full name, prefix included
 * @param partition the partition, from 0
 * @param offset the offset in that partition, from 0
 */
public record PicturePointer(String topic, int partition, long offset) {

  /**
   * The form that stands in for an absent key and that messages use: {@code
   * topic-partition-offset}.
   */
  @Override
  public String toString() {
    return topic + "-" + partition + "-" + offset;
  }
}
