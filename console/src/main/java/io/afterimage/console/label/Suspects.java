package io.afterimage.console.label;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.models.LabelReview;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.registry.store.ReviewedLabels;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.service.BackgroundThread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;

/**
 * The labels that looked wrong to the last run, without those that somebody confirmed or corrected
 * since. They are read again after a run, on a thread of its own, when somebody looks at them.
 * Thread-safe.
 */
final class Suspects implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** More are not shown at once; those that are dealt with make room. */
  private static final int MOST = 200;

  private final KafkaClients clients;
  private final String trainingSet;
  private final LineageStore lineages;
  private final ImageLabels labels;
  private final Function<String, Optional<Card>> known;
  private final BackgroundThread thread;

  private volatile boolean wanted;
  private volatile boolean stale = true;
  private volatile Optional<String> fault = Optional.empty();
  private volatile Optional<Found> found = Optional.empty();

  /** What was read; examples are those of the suspects, by id. */
  private record Found(Optional<LabelReview> review, Map<String, Example> examples) {}

  private record Example(String label, ImageRef image, boolean fromFolder) {}

  /**
   * A page of them.
   *
   * @param reading whether they are being read
   * @param fault why they cannot be read
   * @param at when the run looked at labels; absent where none has
   * @param examined how many labels it looked at
   * @param noise the share of them that is estimated to be wrong
   * @param open how many are still to be looked at
   * @param fromFolders further ones that came from a folder: no label on a topic reaches these
   * @param cards the most suspicious first
   */
  record Listing(
      boolean reading,
      Optional<String> fault,
      Optional<Instant> at,
      int examined,
      double noise,
      int open,
      int fromFolders,
      List<Card> cards) {}

  /**
   * Starts; reads nothing before somebody asks.
   *
   * @param trainingSet the full name of the topic
   * @param known what else is known of an image
   */
  Suspects(
      KafkaClients clients,
      String trainingSet,
      LineageStore lineages,
      ImageLabels labels,
      Function<String, Optional<Card>> known) {
    this.clients = clients;
    this.trainingSet = trainingSet;
    this.lineages = lineages;
    this.labels = labels;
    this.known = known;
    this.thread =
        new BackgroundThread(
            "console-suspects",
            CLOSE_LIMIT,
            this::run,
            failure -> fault = Optional.of("suspects are no longer read: " + failure));
    thread.start();
  }

  /** A run has ended: it may have looked at labels. */
  void runEnded() {
    stale = true;
  }

  /** What is to be looked at; reads it in the background where it is not known. */
  Listing listing() {
    wanted = true;
    Optional<LabelReview> review = found.flatMap(Found::review);
    if (review.isEmpty()) {
      return new Listing(
          found.isEmpty() && fault.isEmpty(), fault, Optional.empty(), 0, 0, 0, 0, List.of());
    }
    Map<String, Example> examples = found.orElseThrow().examples();
    List<LabelReview.Suspect> open =
        review.get().suspects().stream()
            .filter(suspect -> isOpen(suspect, examples.get(suspect.id()), review.get().at()))
            .toList();
    List<LabelReview.Suspect> reachable =
        open.stream().filter(suspect -> !examples.get(suspect.id()).fromFolder()).toList();
    return new Listing(
        stale,
        fault,
        Optional.of(review.get().at()),
        review.get().examined(),
        review.get().noise(),
        reachable.size(),
        open.size() - reachable.size(),
        reachable.stream()
            .limit(MOST)
            .map(suspect -> card(suspect, examples.get(suspect.id()), review.get().at()))
            .toList());
  }

  @Override
  public void close() {
    thread.close();
  }

  private boolean isOpen(LabelReview.Suspect suspect, Example example, Instant reviewed) {
    return example != null
        && example.label().equals(suspect.label())
        && labels
            .find(suspect.id())
            .filter(said -> said.at().isAfter(reviewed) || said.confirmed())
            .isEmpty();
  }

  private Card card(LabelReview.Suspect suspect, Example example, Instant reviewed) {
    return new Card(
        example.image(),
        Card.SUSPECT,
        known.apply(suspect.id()).flatMap(Card::guess),
        List.of(
            new Card.Opinion(
                labels.find(suspect.id()).flatMap(Said::by).orElse(""), suspect.label())),
        Optional.of(suspect.likely()),
        reviewed);
  }

  private void run() {
    while (!thread.isStopping()) {
      if (wanted && stale) {
        stale = false;
        wanted = false;
        try {
          found = Optional.of(read());
          fault = Optional.empty();
        } catch (InterruptException e) {
          return;
        } catch (StoreUnavailableException | KafkaException e) {
          stale = true;
          wanted = true;
          fault = Optional.of(e.getMessage());
        }
      }
      thread.pause(LOOK);
    }
  }

  private Found read() {
    Optional<LabelReview> review = ReviewedLabels.latest(lineages).map(ReviewedLabels::review);
    Set<String> ids =
        review.stream()
            .flatMap(one -> one.suspects().stream())
            .map(LabelReview.Suspect::id)
            .collect(Collectors.toSet());
    Map<String, Example> examples = new HashMap<>();
    if (!ids.isEmpty()) {
      TopicReader.readLog(
          clients,
          "suspects",
          trainingSet,
          LIMIT,
          thread::isStopping,
          record -> take(record, ids, examples));
    }
    return new Found(review, examples);
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> record, Set<String> ids, Map<String, Example> examples) {
    String id = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (!ids.contains(id)) {
      return;
    }
    Optional<String> label = header(record, "label");
    Optional<ImagePointer> source = header(record, "source").flatMap(Suspects::pointer);
    if (record.value() == null || label.isEmpty() || source.isEmpty()) {
      examples.remove(id);
      return;
    }
    boolean fromFolder = source.get().topic().equals("folder");
    examples.put(
        id,
        new Example(
            label.get(), new ImageRef(id, source, header(record, "image-sha256")), fromFolder));
  }

  private static Optional<ImagePointer> pointer(String text) {
    try {
      return Optional.of(ImagePointer.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
