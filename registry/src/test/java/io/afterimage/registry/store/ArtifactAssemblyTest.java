package io.afterimage.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ManifestJson;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import io.afterimage.models.Models;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ArtifactAssemblyTest {

  private static final TopicPartition PARTITION = new TopicPartition("artifacts", 0);
  private static final int CHUNK = 100;
  private static final ModelLimits LIMITS = new ModelLimits(10_000, 1 << 20);

  private final ModelArtifact model = Models.model("v7", 950, 1);
  private final ArtifactAssembly assembly = new ArtifactAssembly("v7", "artifacts/0@0", LIMITS);

  @Test
  void shouldBeWholeWithTheLastChunkAndNotBefore() {
    List<ConsumerRecord<byte[], byte[]>> records = records(model);
    assertThat(records).hasSize(11);

    for (ConsumerRecord<byte[], byte[]> record : records.subList(0, 10)) {
      assertThat(assembly.add(record)).isFalse();
    }
    assertThat(assembly.add(records.get(10))).isTrue();
    assertThat(assembly.artifact().verified().onnx()).isEqualTo(model.onnx());
    assertThat(assembly.artifact().manifest()).isEqualTo(model.manifest());
  }

  @Test
  void shouldIgnoreOtherVersionsEvenThoseThatBeginAlike() {
    List<ConsumerRecord<byte[], byte[]>> all =
        new ArrayList<>(records(Models.model("v70", 300, 2)));
    all.addAll(1, records(model).subList(0, 5));
    all.addAll(records(model).subList(5, 11));

    assertThat(assemble(all))
        .hasValueSatisfying(
            artifact -> assertThat(artifact.verified().onnx()).isEqualTo(model.onnx()));
  }

  @Test
  void shouldTakeNewerCopyWhenCompactionLeftHolesInTheOlder() {
    ModelArtifact newer = Models.model("v7", 730, 3);
    for (int removed = 0; removed < 11; removed++) {
      List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(records(model));
      all.remove(removed);
      all.addAll(records(newer));

      assertThat(assemble(all))
          .as("without record %d of the older copy", removed)
          .hasValueSatisfying(
              artifact -> assertThat(artifact.verified().onnx()).isEqualTo(newer.onnx()));
    }
  }

  @Test
  void shouldNameTheMissingChunk() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(records(model));
    records.remove(4);
    records.forEach(assembly::add);

    assertThat(assembly.incomplete())
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("v7/00003")
        .hasMessageContaining("artifacts/0@0");
  }

  @Test
  void shouldSayWhenThereIsNoManifest() {
    records(model).subList(1, 11).forEach(assembly::add);

    assertThat(assembly.incomplete()).hasMessageContaining("no manifest");
  }

  @Test
  void shouldTreatTombstonesAsMissing() {
    records(model).subList(0, 10).forEach(assembly::add);
    assertThat(assembly.add(record("v7/00003", null))).isFalse();
    assertThat(assembly.add(records(model).get(10))).isFalse();
    assertThat(assembly.incomplete()).hasMessageContaining("v7/00003");

    assembly.add(record("v7/manifest", null));
    assertThat(assembly.incomplete()).hasMessageContaining("no manifest");
  }

  @Test
  void shouldRefuseChunkOfWrongLength() {
    assembly.add(records(model).get(0));

    assertThatThrownBy(() -> assembly.add(record("v7/00001", new byte[99])))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("v7/00001")
        .hasMessageContaining("99 bytes");
  }

  @Test
  void shouldRefuseManifestThatClaimsTooMuchOrIsMalformed() {
    ArtifactAssembly small =
        new ArtifactAssembly("v7", "artifacts/0@0", new ModelLimits(949, 1 << 20));
    assertThatThrownBy(() -> small.add(records(model).get(0)))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("950 bytes");
    assertThatThrownBy(() -> assembly.add(record("v7/manifest", new byte[] {'{'})))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("chunk-bytes");
  }

  @Test
  void shouldAllocateNothingForWhatAManifestClaims() {
    ModelLimits generous = new ModelLimits(Long.MAX_VALUE, Long.MAX_VALUE);
    ArtifactAssembly claimed = new ArtifactAssembly("v7", "artifacts/0@0", generous);
    ModelArtifact huge = Models.claiming("v7", Integer.MAX_VALUE - 100);

    // Beyond the heap of any test: an allocation by the claim would throw here.
    assertThat(claimed.add(manifestOf(huge, CHUNK))).isFalse();
    assertThat(claimed.add(record("v7/00000", new byte[CHUNK]))).isFalse();

    assertThat(claimed.incomplete()).hasMessageContaining("v7/00001 is missing");
  }

  @Test
  void shouldRefuseModelThatTheHeapCannotHold() {
    ArtifactAssembly small =
        new ArtifactAssembly("v7", "artifacts/0@0", new ModelLimits(10_000, 3_799));

    assertThatThrownBy(() -> small.add(records(model).get(0)))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("950 bytes", "heap of 3799", "-Xmx");
  }

  @Test
  void shouldRefuseChunksThatNoTopicTakes() {
    assertThatThrownBy(() -> assembly.add(manifestOf(model, 1 << 30)))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("chunks of 1073741824 bytes");
  }

  private static ConsumerRecord<byte[], byte[]> manifestOf(ModelArtifact model, int chunkBytes) {
    ProducerRecord<byte[], byte[]> manifest =
        new ProducerRecord<>(
            "artifacts",
            0,
            "v7/manifest".getBytes(StandardCharsets.UTF_8),
            ManifestJson.write(model.manifest()));
    manifest
        .headers()
        .add(ArtifactRecords.CHUNK_BYTES, ByteBuffer.allocate(4).putInt(chunkBytes).array());
    return received(manifest);
  }

  private Optional<ModelArtifact> assemble(List<ConsumerRecord<byte[], byte[]>> records) {
    ArtifactAssembly fresh = new ArtifactAssembly("v7", "artifacts/0@0", LIMITS);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (fresh.add(record)) {
        return Optional.of(fresh.artifact());
      }
    }
    return Optional.empty();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(ModelArtifact artifact) {
    return ArtifactRecords.of(artifact, PARTITION, CHUNK)
        .map(ArtifactAssemblyTest::received)
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> sent) {
    return new ConsumerRecord<>(
        "artifacts",
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        sent.key().length,
        sent.value() == null ? 0 : sent.value().length,
        sent.key(),
        sent.value(),
        sent.headers(),
        Optional.empty());
  }

  private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
    return received(
        new ProducerRecord<>("artifacts", 0, key.getBytes(StandardCharsets.UTF_8), value));
  }
}
