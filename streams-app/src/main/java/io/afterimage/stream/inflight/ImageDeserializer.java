package io.afterimage.stream.inflight;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Hands on the values that a main consumer polls as they are, but packs images while those that
 * wait take too much of the heap. One poll alone can inflate far more than was fetched, where a
 * producer compressed its batches. On the thread of its consumer.
 */
final class ImageDeserializer implements Deserializer<byte[]> {

  private final ByteArrayDeserializer bytes = new ByteArrayDeserializer();
  private final InFlightTable table;

  ImageDeserializer(InFlightTable table) {
    this.table = table;
  }

  @Override
  public byte[] deserialize(String topic, byte[] value) {
    return value != null && topic.equals(table.topic()) ? table.polledBytes().admit(value) : value;
  }

  @Override
  public byte[] deserialize(String topic, Headers headers, ByteBuffer value) {
    return deserialize(topic, bytes.deserialize(topic, headers, value));
  }

  @Override
  public void close() {
    table.polledBytes().polled();
  }
}
