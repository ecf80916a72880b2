package io.afterimage.benchmarks.rig;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Label;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Labels as careless people send them, and the expected outcome.
 *
 * @param labels in the order of sending
 * @param last by the id of a known image, its last label
 * @param changes labels of known images that say something new: first ones and corrections
 * @param unknown different ids that no image has
 */
public record LabelPlan(
    List<Label> labels, Map<String, String> last, int changes, Set<String> unknown) {

  private static final List<String> CLASSES = List.of("cat", "dog");
  private static final double CORRECTED = 0.25;
  private static final int LABELS_PER_UNKNOWN_ID = 2;

  /**
   * At least one label for each image and two for each unknown id, the others spread over the
   * images by chance; a quarter of those corrects what was said before, the others repeat it.
   */
  public static LabelPlan of(int labels, int images, int unknownIds, long seed) {
    Random random = new Random(seed);
    List<String> ids = new ArrayList<>();
    Set<String> unknown = new HashSet<>();
    for (int i = 0; i < images; i++) {
      ids.add(ImageFeed.id(i));
    }
    for (int i = 0; i < unknownIds; i++) {
      unknown.add("unknown-" + i);
      ids.addAll(Collections.nCopies(LABELS_PER_UNKNOWN_ID, "unknown-" + i));
    }
    while (ids.size() < labels) {
      ids.add(ImageFeed.id(random.nextInt(images)));
    }
    Collections.shuffle(ids, random);
    List<Label> all = new ArrayList<>();
    Map<String, String> last = new HashMap<>();
    int changes = 0;
    for (String id : ids) {
      String before = last.get(id);
      String label = before;
      if (before == null) {
        label = CLASSES.get(random.nextInt(CLASSES.size()));
      } else if (random.nextDouble() < CORRECTED) {
        label = CLASSES.get(1 - CLASSES.indexOf(before));
      }
      if (!unknown.contains(id) && !label.equals(before)) {
        changes++;
      }
      last.put(id, label);
      all.add(new Label(id, label, Optional.of("flood"), Optional.empty()));
    }
    last.keySet().removeAll(unknown);
    return new LabelPlan(all, last, changes, unknown);
  }

  /** One label for each of the first images, the classes in turn. */
  public static LabelPlan oneEach(int images) {
    List<Label> labels = new ArrayList<>();
    Map<String, String> last = new HashMap<>();
    for (int i = 0; i < images; i++) {
      String label = CLASSES.get(i % CLASSES.size());
      labels.add(new Label(ImageFeed.id(i), label, Optional.of("benchmark"), Optional.empty()));
      last.put(ImageFeed.id(i), label);
    }
    return new LabelPlan(labels, last, images, Set.of());
  }

  /** Sends all as fast as the broker takes them. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees what the future would tell
  public void send(Installation installation) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<String, byte[]> producer =
        installation
            .clients()
            .producer(new StringSerializer(), Map.of(ProducerConfig.LINGER_MS_CONFIG, 5))) {
      for (Label label : labels) {
        producer.send(
            new ProducerRecord<>(
                installation.names().labels(), label.imageId(), EventJson.write(label)),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a label was not taken by the broker", failure.get());
    }
  }
}
