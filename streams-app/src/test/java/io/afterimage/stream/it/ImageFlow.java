package io.afterimage.stream.it;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Images produced at a steady rate on a thread of its own. */
final class ImageFlow {

  private static final int DISTINCT = 64;

  private final List<String> ids;
  private final CountDownLatch held;
  private final CompletableFuture<Void> done;

  private ImageFlow(List<String> ids, CountDownLatch held, CompletableFuture<Void> done) {
    this.ids = ids;
    this.held = held;
    this.done = done;
  }

  static ImageFlow start(Stage stage, String topic, int images, int perSecond) {
    ImageFlow flow = start(stage, topic, images, perSecond, 0);
    flow.release();
    return flow;
  }

  /** Holds the last so many images back until they are released. */
  static ImageFlow start(Stage stage, String topic, int images, int perSecond, int last) {
    List<String> ids = IntStream.range(0, images).mapToObj("picture-%05d"::formatted).toList();
    CountDownLatch held = new CountDownLatch(1);
    return new ImageFlow(
        ids,
        held,
        CompletableFuture.runAsync(
            () -> produce(stage, topic, ids, perSecond, images - last, held)));
  }

  void release() {
    held.countDown();
  }

  List<String> ids() {
    return ids;
  }

  void join() {
    done.join();
  }

  private static void produce(
      Stage stage,
      String topic,
      List<String> ids,
      int perSecond,
      int heldFrom,
      CountDownLatch held) {
    List<byte[]> images = IntStream.range(0, DISTINCT).mapToObj(Images::png).toList();
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    long due = System.nanoTime();
    try (KafkaProducer<String, byte[]> producer = stage.producer()) {
      for (int i = 0; i < ids.size(); i++) {
        if (i == heldFrom) {
          held.await();
        }
        sent.add(producer.send(new ProducerRecord<>(topic, ids.get(i), images.get(i % DISTINCT))));
        due += interval;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      producer.flush();
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("an image was not produced", e);
    }
  }
}
