package io.afterimage.trainer.requests;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Writes what changed of requests. What the brokers do not take remains to be written. For one
 * thread.
 *
 * @param topic the full name of the topic of requests
 */
record RequestWriter(
    Producer<byte[], byte[]> producer, String topic, RequestRounds rounds, RequestMetrics metrics) {

  /**
   * Writes what there is now, and waits until the brokers have it.
   *
   * @throws StoreUnavailableException when they do not take all of it
   */
  void write() throws InterruptedException {
    List<LabelRequest> changes = rounds.changes();
    int written = 0;
    try {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (LabelRequest request : changes) {
        byte[] key = request.imageId().getBytes(StandardCharsets.UTF_8);
        sent.add(producer.send(new ProducerRecord<>(topic, 0, key, EventJson.write(request))));
      }
      for (Future<RecordMetadata> one : sent) {
        var unused = one.get();
        metrics.wrote(changes.get(written));
        written++;
      }
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
    } catch (KafkaException e) {
      throw unavailable(e);
    } finally {
      rounds.unwritten(changes.subList(written, changes.size()));
    }
  }

  private static StoreUnavailableException unavailable(Throwable fault) {
    return new StoreUnavailableException(
        "requests cannot be written: " + fault.getMessage(), fault);
  }
}
