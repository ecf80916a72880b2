package io.afterimage.stream.it;

import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.KafkaModelEventLog;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Announces whatever it is told to, in the form that {@code model-artifacts} and {@code
 * model-events} have: a manifest with the chunks' size in a header, then the chunks.
 */
final class HostilePublisher implements AutoCloseable {

  private static final int CHUNK_BYTES = 512 * 1024;

  private final TopicNames names;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaModelEventLog events;

  HostilePublisher(Stage stage, TopicNames names) {
    this.names = names;
    this.producer = stage.producer();
    this.events =
        new KafkaModelEventLog(stage.clients(), names.modelEvents(), "hostile", Stage.limit());
  }

  /** Stores the bytes under the model's manifest, whatever that says of them. */
  void announce(String version, ModelArtifact model, byte[] stored) {
    announce(version, model, stored, model.manifest().labels());
  }

  /** The same, and announces these labels. */
  void announce(String version, ModelArtifact model, byte[] stored, List<String> labels) {
    Manifest manifest = model.manifest().publishedAs(version, Optional.of("v1"));
    RecordMetadata first = send(manifestRecord(manifest));
    for (int from = 0; from < stored.length; from += CHUNK_BYTES) {
      String key = "%s/%05d".formatted(version, from / CHUNK_BYTES);
      byte[] chunk = Arrays.copyOfRange(stored, from, Math.min(stored.length, from + CHUNK_BYTES));
      send(new ProducerRecord<>(names.modelArtifacts(), 0, key, chunk));
    }
    events.append(
        new Announced(
            version,
            "%s/0@%d".formatted(names.modelArtifacts(), first.offset()),
            manifest.sha256(),
            manifest.bytes(),
            labels,
            manifest.parentVersion(),
            Optional.empty(),
            Instant.now()));
  }

  private ProducerRecord<String, byte[]> manifestRecord(Manifest manifest) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            names.modelArtifacts(), 0, manifest.version() + "/manifest", EventJson.write(manifest));
    record.headers().add("chunk-bytes", ByteBuffer.allocate(4).putInt(CHUNK_BYTES).array());
    return record;
  }

  private RecordMetadata send(ProducerRecord<String, byte[]> record) {
    try {
      return producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("an artefact was not produced", e);
    }
  }

  @Override
  public void close() {
    events.close();
    producer.close();
  }
}
