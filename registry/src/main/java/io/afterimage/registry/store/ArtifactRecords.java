package io.afterimage.registry.store;

import io.afterimage.models.ManifestJson;
import io.afterimage.models.ModelArtifact;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * An artefact as records of one partition: the manifest under {@code version/manifest}, with the
 * header {@value CHUNK_BYTES} (a 4-byte big-endian number), then {@code model.onnx} cut into chunks
 * of that size (the last one shorter) under {@code version/00000}, {@code version/00001}, …
 */
final class ArtifactRecords {

  static final String CHUNK_BYTES = "chunk-bytes";

  private ArtifactRecords() {}

  static String manifestKey(String version) {
    return version + "/manifest";
  }

  static String chunkKey(String version, int chunk) {
    return "%s/%05d".formatted(version, chunk);
  }

  static int chunks(long bytes, int chunkBytes) {
    return Math.toIntExact((bytes + chunkBytes - 1) / chunkBytes);
  }

  static Stream<ProducerRecord<byte[], byte[]>> of(
      ModelArtifact artifact, TopicPartition partition, int chunkBytes) {
    String version = artifact.manifest().version();
    byte[] onnx = artifact.onnx();
    ProducerRecord<byte[], byte[]> manifest =
        record(partition, manifestKey(version), ManifestJson.write(artifact.manifest()));
    manifest.headers().add(CHUNK_BYTES, ByteBuffer.allocate(4).putInt(chunkBytes).array());
    Stream<ProducerRecord<byte[], byte[]>> chunks =
        IntStream.range(0, chunks(onnx.length, chunkBytes))
            .mapToObj(
                chunk -> {
                  int from = chunk * chunkBytes;
                  int to = Math.min(onnx.length, from + chunkBytes);
                  return record(
                      partition, chunkKey(version, chunk), Arrays.copyOfRange(onnx, from, to));
                });
    return Stream.concat(Stream.of(manifest), chunks);
  }

  /** The keys of all records of an artefact, by its manifest; none if this is not its manifest. */
  static List<byte[]> keys(String version, ConsumerRecord<byte[], byte[]> manifest) {
    Header size = manifest.headers().lastHeader(CHUNK_BYTES);
    byte[] key = manifestKey(version).getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(key, manifest.key())
        || manifest.value() == null
        || size == null
        || size.value().length != Integer.BYTES) {
      return List.of();
    }
    long bytes = ManifestJson.read(manifest.value(), version, manifest.topic()).bytes();
    int chunks = chunks(bytes, Math.max(1, ByteBuffer.wrap(size.value()).getInt()));
    return Stream.concat(
            Stream.of(key),
            IntStream.range(0, chunks)
                .mapToObj(chunk -> chunkKey(version, chunk).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  /** What makes compaction drop the records of these keys. */
  static Stream<ProducerRecord<byte[], byte[]>> tombstones(
      List<byte[]> keys, TopicPartition partition) {
    return keys.stream()
        .map(key -> new ProducerRecord<>(partition.topic(), partition.partition(), key, null));
  }

  private static ProducerRecord<byte[], byte[]> record(
      TopicPartition partition, String key, byte[] value) {
    return new ProducerRecord<>(
        partition.topic(), partition.partition(), key.getBytes(StandardCharsets.UTF_8), value);
  }
}
