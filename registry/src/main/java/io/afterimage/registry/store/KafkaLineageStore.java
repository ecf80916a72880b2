package io.afterimage.registry.store;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.models.Lineage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps lineages beside the models in their compacted topic: compressed, and in chunks under {@code
 * examples/SHA-256/00000}, …, each with the header {@value #CHUNKS}, the 4-byte number of them. No
 * transaction is needed: a lineage with a missing chunk is ignored, and every writer writes the
 * same one.
 */
public final class KafkaLineageStore implements LineageStore {

  private static final Logger log = LoggerFactory.getLogger(KafkaLineageStore.class);
  private static final String CHUNKS = "chunks";
  private static final Pattern KEY = Pattern.compile("examples/([0-9a-f]{64})/(\\d{5})");

  private static final Map<String, Object> ALL_REPLICAS =
      Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);

  private final KafkaClients clients;
  private final String topic;
  private final Duration limit;
  private final int chunkBytes;

  /**
   * Connects with each call.
   *
   * @param topic the full name of the topic of model artefacts
   * @param limit time limit for writing, or for reading the whole topic
   */
  public KafkaLineageStore(KafkaClients clients, String topic, Duration limit) {
    this(clients, topic, limit, KafkaModelStore.Settings.DEFAULT_CHUNK_BYTES);
  }

  KafkaLineageStore(KafkaClients clients, String topic, Duration limit, int chunkBytes) {
    this.clients = clients;
    this.topic = topic;
    this.limit = limit;
    this.chunkBytes = chunkBytes;
  }

  @Override
  public void put(String sha256, Lineage lineage) {
    byte[] bytes = lineage.write();
    int chunks = (bytes.length + chunkBytes - 1) / chunkBytes;
    try (KafkaProducer<byte[], byte[]> producer =
        clients.producer(new ByteArraySerializer(), ALL_REPLICAS)) {
      List<Future<?>> sent = new ArrayList<>();
      for (int chunk = 0; chunk < chunks; chunk++) {
        int from = chunk * chunkBytes;
        int to = Math.min(bytes.length, from + chunkBytes);
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(
                topic,
                0,
                "examples/%s/%05d".formatted(sha256, chunk).getBytes(StandardCharsets.UTF_8),
                Arrays.copyOfRange(bytes, from, to));
        record.headers().add(CHUNKS, ByteBuffer.allocate(Integer.BYTES).putInt(chunks).array());
        sent.add(producer.send(record));
      }
      for (Future<?> one : sent) {
        one.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      throw unavailable("cannot be written to", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("was interrupted on its way to", e);
    }
  }

  private StoreUnavailableException unavailable(String what, Exception cause) {
    return new StoreUnavailableException(
        "which examples a model was made with %s %s: %s".formatted(what, topic, cause), cause);
  }

  @Override
  public void read(BiConsumer<String, Lineage> receiver) {
    Map<String, byte[][]> found = new TreeMap<>();
    TopicReader.readLog(
        clients, "lineage", topic, limit, () -> false, record -> take(record, found));
    found.forEach(
        (sha256, chunks) -> {
          if (Arrays.stream(chunks).noneMatch(chunk -> chunk == null)) {
            hand(sha256, joined(chunks), receiver);
          }
        });
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, Map<String, byte[][]> found) {
    String text = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    Matcher key = KEY.matcher(text);
    Header header = record.headers().lastHeader(CHUNKS);
    if (!key.matches() || header == null || header.value().length != Integer.BYTES) {
      return;
    }
    int chunks = ByteBuffer.wrap(header.value()).getInt();
    int chunk = Integer.parseInt(key.group(2));
    if (chunks < 1 || chunks > 100_000 || chunk >= chunks) {
      return;
    }
    byte[][] known = found.get(key.group(1));
    if (known == null || known.length != chunks) {
      known = new byte[chunks][];
      found.put(key.group(1), known);
    }
    known[chunk] = record.value();
  }

  private static byte[] joined(byte[][] chunks) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(chunks).mapToInt(c -> c.length).sum());
    Arrays.stream(chunks).forEach(all::put);
    return all.array();
  }

  static void hand(String sha256, byte[] bytes, BiConsumer<String, Lineage> receiver) {
    Lineage lineage;
    try {
      lineage = Lineage.read(bytes);
    } catch (Lineage.CorruptLineageException e) {
      log.atWarn()
          .addKeyValue("sha256", sha256)
          .addKeyValue("fault", e.getMessage())
          .log("cannot read which examples a model was trained on");
      return;
    }
    receiver.accept(sha256, lineage);
  }
}
