package io.afterimage.console.label;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.models.LabelReview;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.registry.store.ReviewedLabels;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.service.BackgroundThread;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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

  private final KafkaClients clients;
  private final String trainingSet;
  private final LineageStore lineages;
  private final ImageLabels labels;
  private final Function<String, Optional<Card>> known;
  private final Leases leases;
  private final BackgroundThread thread;

  private volatile boolean wanted;
  private volatile boolean stale = true;
  private volatile Optional<String> fault = Optional.empty();
  private volatile Optional<Found> found = Optional.empty();

  /** What was read; examples are those of the suspects, by id. */
  private record Found(Optional<LabelReview> review, Map<String, Example> examples) {}

  private record Example(Label label, boolean fromFolder) {
    ImageRef image() {
      return ImageRef.of(label);
    }
  }

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
      List<Card> cards) {

    /** While it is not known yet what people said since the run. */
    static Listing ofNothingRead() {
      return new Listing(true, Optional.empty(), Optional.empty(), 0, 0, 0, 0, List.of());
    }
  }

  /**
   * Starts; reads nothing before somebody asks.
   *
   * @param trainingSet the full name of the topic
   * @param known what else is known of an image
   * @param leases of suspects alone
   */
  Suspects(
      KafkaClients clients,
      String trainingSet,
      LineageStore lineages,
      ImageLabels labels,
      Function<String, Optional<Card>> known,
      Leases leases) {
    this.clients = clients;
    this.trainingSet = trainingSet;
    this.lineages = lineages;
    this.labels = labels;
    this.known = known;
    this.leases = leases;
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

  /**
   * What a desk is to look at, no more than that many and none that another desk has in hand; reads
   * it in the background where it is not known.
   */
  Listing listing(Desk desk, int count) {
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
    Instant reviewed = review.get().at();
    return new Listing(
        stale,
        fault,
        Optional.of(review.get().at()),
        review.get().examined(),
        review.get().noise(),
        reachable.size(),
        open.size() - reachable.size(),
        inHand(reachable, desk, count).stream()
            .map(suspect -> card(suspect, examples.get(suspect.id()), reviewed))
            .toList());
  }

  /** The label that a suspect had when it was read: an older one than the topic of labels has. */
  Optional<Label> read(String imageId) {
    return found.map(Found::examples).map(all -> all.get(imageId)).map(Example::label);
  }

  /** Those that it has already first, so that what comes later stands behind. */
  private List<LabelReview.Suspect> inHand(List<LabelReview.Suspect> open, Desk desk, int count) {
    synchronized (leases) {
      List<String> own = leases.of(desk);
      Set<String> taken = new HashSet<>(leases.all());
      taken.addAll(leases.skippedBy(desk.person()));
      own.forEach(taken::remove);
      List<LabelReview.Suspect> hand =
          open.stream()
              .filter(suspect -> !taken.contains(suspect.id()))
              .sorted(Comparator.comparing(suspect -> !own.contains(suspect.id())))
              .limit(count)
              .toList();
      hand.forEach(suspect -> leases.give(suspect.id(), desk));
      return hand;
    }
  }

  /** Its person is not asked for the suspect for some time; others are. */
  void skip(String imageId, Desk desk, Duration time) {
    synchronized (leases) {
      leases.skip(imageId, desk, time);
    }
  }

  /** Its person wants the suspect after all. */
  void unskip(String imageId, Desk desk) {
    synchronized (leases) {
      leases.unskip(imageId, desk);
    }
  }

  @Override
  public void close() {
    thread.close();
  }

  private boolean isOpen(LabelReview.Suspect suspect, Example example, Instant reviewed) {
    return example != null
        && example.label().label().equals(suspect.label())
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
        List.of(new Card.Opinion(example.label().source().orElse(""), suspect.label())),
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
    Optional<ImagePointer> source =
        header(record, "source").flatMap(text -> parsed(text, ImagePointer::parse));
    if (record.value() == null || label.isEmpty() || source.isEmpty()) {
      examples.remove(id);
      return;
    }
    Label given =
        new Label(
            id,
            label.get(),
            header(record, "labelled-by"),
            header(record, "labelled-at").flatMap(text -> parsed(text, Instant::parse)),
            source,
            header(record, "image-sha256"));
    examples.put(id, new Example(given, source.get().topic().equals("folder")));
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
