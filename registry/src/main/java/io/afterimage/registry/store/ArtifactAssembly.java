package io.afterimage.registry.store;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ManifestJson;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Puts one version together from the records of a partition, in their order. A later manifest of
 * the same version starts over, so that the remains of an earlier copy after compaction do no harm.
 *
 * <p>A manifest is untrusted, since anyone with write access may send it: nothing is allocated
 * because of it. Chunks are kept as they arrive, and the whole is allocated once all of them are
 * present. Not thread-safe.
 */
final class ArtifactAssembly {

  private static final int MANIFEST_LIMIT = 1 << 20;

  private final String version;
  private final String place;
  private final ModelLimits limits;
  private Manifest manifest;
  private int bytes;
  private int chunkBytes;
  private final Map<Integer, byte[]> present = new HashMap<>();

  ArtifactAssembly(String version, String place, ModelLimits limits) {
    this.version = version;
    this.place = place;
    this.limits = limits;
  }

  /** Takes the record if it belongs to the version, and says whether the artefact is now whole. */
  boolean add(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (key.equals(ArtifactRecords.manifestKey(version))) {
      begin(record);
    } else if (manifest != null && key.startsWith(version + "/")) {
      take(key.substring(version.length() + 1), record);
    }
    return isWhole();
  }

  /** The artefact, whose content is still to be verified. */
  ModelArtifact artifact() {
    byte[] onnx = new byte[bytes];
    present.forEach(
        (chunk, value) -> System.arraycopy(value, 0, onnx, chunk * chunkBytes, value.length));
    return new ModelArtifact(manifest, onnx);
  }

  /** What is missing, once there is nothing more to read. */
  CorruptArtifactException incomplete() {
    if (manifest == null) {
      return corrupt("there is no manifest");
    }
    int missing = 0;
    while (present.containsKey(missing)) {
      missing++;
    }
    return corrupt(
        "chunk %s is missing, the first missing one of %d"
            .formatted(ArtifactRecords.chunkKey(version, missing), chunks() - present.size()));
  }

  private boolean isWhole() {
    return manifest != null && present.size() == chunks();
  }

  private int chunks() {
    return ArtifactRecords.chunks(bytes, chunkBytes);
  }

  private void begin(ConsumerRecord<byte[], byte[]> record) {
    manifest = null;
    present.clear();
    if (record.value() == null) {
      return;
    }
    Header size = record.headers().lastHeader(ArtifactRecords.CHUNK_BYTES);
    if (size == null
        || size.value().length != Integer.BYTES
        || record.value().length > MANIFEST_LIMIT) {
      throw corrupt(
          "the manifest at offset %d lacks its header %s or is too long"
              .formatted(record.offset(), ArtifactRecords.CHUNK_BYTES));
    }
    Manifest read = ManifestJson.read(record.value(), version, place);
    chunkBytes = ByteBuffer.wrap(size.value()).getInt();
    if (chunkBytes < 1 || chunkBytes > KafkaModelStore.Settings.MAX_CHUNK_BYTES) {
      throw corrupt(
          "the manifest says chunks of %d bytes; allowed are 1 to %d"
              .formatted(chunkBytes, KafkaModelStore.Settings.MAX_CHUNK_BYTES));
    }
    limits.require(read.bytes(), "the model of version " + version);
    bytes = Math.toIntExact(read.bytes());
    manifest = read;
  }

  private void take(String number, ConsumerRecord<byte[], byte[]> record) {
    if (!number.matches("\\d{5,9}")) {
      return;
    }
    int chunk = Integer.parseInt(number);
    if (chunk >= chunks()) {
      return;
    }
    if (record.value() == null) {
      present.remove(chunk);
      return;
    }
    int from = chunk * chunkBytes;
    int expected = Math.min(chunkBytes, bytes - from);
    if (record.value().length != expected) {
      throw corrupt(
          "chunk %s at offset %d has %d bytes, expected are %d"
              .formatted(
                  ArtifactRecords.chunkKey(version, chunk),
                  record.offset(),
                  record.value().length,
                  expected));
    }
    present.put(chunk, record.value());
  }

  private CorruptArtifactException corrupt(String what) {
    return new CorruptArtifactException(
        "version %s, stored at %s: %s".formatted(version, place, what));
  }
}
