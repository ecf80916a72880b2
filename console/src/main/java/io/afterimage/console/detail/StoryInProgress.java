package io.afterimage.console.detail;

import io.afterimage.console.live.GivenLabel;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.MalformedEventException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The story of an image while the topics are being searched. Thread-safe. */
final class StoryInProgress {

  /** Of predictions and of labels: the newest. */
  private static final int MOST = 50;

  private final String id;
  private final Deque<FoundPrediction> predictions = new ArrayDeque<>();
  private final Deque<GivenLabel> labels = new ArrayDeque<>();
  private Optional<LabelRequest> request = Optional.empty();
  private List<LearnedFrom.Use> learned = List.of();
  private String state = "searching";
  private Optional<String> fault = Optional.empty();
  private boolean complete;
  private long read;

  StoryInProgress(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /** The key of the records about the image. */
  byte[] key() {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  synchronized long read() {
    return read;
  }

  synchronized void read(long records) {
    read = records;
  }

  synchronized void predicted(ConsumerRecord<byte[], byte[]> record) {
    FoundPrediction.of(record).ifPresent(found -> add(predictions, found));
  }

  synchronized void said(ConsumerRecord<byte[], byte[]> record) {
    GivenLabel.read(record).ifPresent(found -> add(labels, found));
  }

  synchronized void asked(ConsumerRecord<byte[], byte[]> record) {
    try {
      request =
          Optional.ofNullable(record.value()).map(json -> EventJson.read(json, LabelRequest.class));
    } catch (MalformedEventException notForUs) {
      request = Optional.empty();
    }
  }

  synchronized void learned(List<LearnedFrom.Use> uses) {
    learned = uses;
  }

  synchronized void done(boolean everythingRead) {
    state = "done";
    complete = everythingRead;
  }

  synchronized void failed(String why) {
    state = "failed";
    fault = Optional.of(why);
  }

  synchronized ImageStory story() {
    return new ImageStory(
        id,
        state,
        read,
        complete,
        fault,
        List.copyOf(predictions),
        List.copyOf(labels),
        request,
        learned);
  }

  private static <T> void add(Deque<T> newestFirst, T found) {
    newestFirst.addFirst(found);
    if (newestFirst.size() > MOST) {
      newestFirst.removeLast();
    }
  }
}
