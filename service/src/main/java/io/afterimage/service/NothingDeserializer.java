package io.afterimage.service;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Keeps nothing of keys and values, for readers that look at timestamps alone: the images of one
 * poll may take more than the heap, where a producer's compression made them small.
 */
final class NothingDeserializer implements Deserializer<byte[]> {

  private static final byte[] NOTHING = new byte[0];

  @Override
  public byte[] deserialize(String topic, byte[] data) {
    return NOTHING;
  }

  @Override
  public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
    return NOTHING;
  }
}
