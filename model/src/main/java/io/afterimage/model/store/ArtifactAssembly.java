package io.afterimage.model.store;

import io.afterimage.model.CorruptArtifactException;
import io.afterimage.model.Manifest;
import io.afterimage.model.ModelArtifact;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Puts one version together from the records of a partition, in their order. A later manifest of
 * the same version starts anew, so that what compaction left of an earlier copy does no harm. Takes
 * no more memory than the manifest announces. Not thread-safe.
 */
final class ArtifactAssembly {

  private static final int MANIFEST_LIMIT = 1 << 20;

  private final String version;
  private final String place;
  private final int largestModel;
  private Manifest manifest;
  private byte[] onnx;
  private int chunkBytes;
  private BitSet present;

  ArtifactAssembly(String version, String place, int largestModel) {
    this.version = version;
    this.place = place;
    this.largestModel = largestModel;
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
    return new ModelArtifact(manifest, onnx);
  }

  /** What is missing, once there is nothing more to read. */
  CorruptArtifactException incomplete() {
    if (manifest == null) {
      return corrupt("there is no manifest");
    }
    int chunks = ArtifactRecords.chunks(onnx.length, chunkBytes);
    return corrupt(
        "chunk %s is missing, the first missing one of %d"
            .formatted(
                ArtifactRecords.chunkKey(version, present.nextClearBit(0)),
                chunks - present.cardinality()));
  }

  private boolean isWhole() {
    return manifest != null
        && present.cardinality() == ArtifactRecords.chunks(onnx.length, chunkBytes);
  }

  private void begin(ConsumerRecord<byte[], byte[]> record) {
    manifest = null;
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
    if (chunkBytes < 1 || read.bytes() < 1 || read.bytes() > largestModel) {
      throw corrupt(
          "the manifest tells %d bytes in chunks of %d; allowed are 1 to %d bytes"
              .formatted(read.bytes(), chunkBytes, largestModel));
    }
    onnx = room(Math.toIntExact(read.bytes()));
    present = new BitSet();
    manifest = read;
  }

  /** A version that does not fit must not end a process that serves another one. */
  private byte[] room(int bytes) {
    try {
      return new byte[bytes];
    } catch (OutOfMemoryError e) {
      throw corrupt(
          "the manifest tells %d bytes, for which this process has no memory (-Xmx)"
              .formatted(bytes));
    }
  }

  private void take(String number, ConsumerRecord<byte[], byte[]> record) {
    if (!number.matches("\\d{5,9}")) {
      return;
    }
    int chunk = Integer.parseInt(number);
    if (chunk >= ArtifactRecords.chunks(onnx.length, chunkBytes)) {
      return;
    }
    if (record.value() == null) {
      present.clear(chunk);
      return;
    }
    int from = chunk * chunkBytes;
    int expected = Math.min(chunkBytes, onnx.length - from);
    if (record.value().length != expected) {
      throw corrupt(
          "chunk %s at offset %d has %d bytes, expected are %d"
              .formatted(
                  ArtifactRecords.chunkKey(version, chunk),
                  record.offset(),
                  record.value().length,
                  expected));
    }
    System.arraycopy(record.value(), 0, onnx, from, expected);
    present.set(chunk);
  }

  private CorruptArtifactException corrupt(String what) {
    return new CorruptArtifactException(
        "version %s, stored at %s: %s".formatted(version, place, what));
  }
}
