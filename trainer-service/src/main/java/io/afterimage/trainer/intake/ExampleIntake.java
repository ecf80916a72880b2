package io.afterimage.trainer.intake;

import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ImageBytes;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingImages;
import io.afterimage.trainer.buffer.TrainingImages.Scaled;
import io.afterimage.trainer.buffer.TrainingSetChange;
import io.afterimage.trainer.intake.IntakeMetrics.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings labelled examples into the buffer: fetches and scales the images that it does not have,
 * changes the labels of those that it has, and removes those whose label is taken back. What
 * arrives later replaces what arrived earlier, whatever its date says; a date in the future becomes
 * now. A label that says nothing new of an image keeps its earlier date: by dates the gate tells
 * the evidence that came since a candidate, and the watch that which came since a promotion. What
 * each of several sources says of an image is kept with it, whichever label counts. An image that
 * is gone, is not the one that was predicted, or cannot be decoded is counted and named. For one
 * thread.
 */
final class ExampleIntake {

  private static final Logger log = LoggerFactory.getLogger(ExampleIntake.class);

  private final ReplayBuffer buffer;
  private final ImageSource source;
  private final TrainingImages scaling;
  private final Grouping grouping;
  private final IntakeMetrics metrics;
  private final Function<LabelledExample, Optional<String>> askedFor;
  private final InstantSource clock;

  /**
   * Into that buffer.
   *
   * @param askedFor why a label was asked for, where it was
   */
  ExampleIntake(
      ReplayBuffer buffer,
      ImageSource source,
      TrainingImages scaling,
      Grouping grouping,
      IntakeMetrics metrics,
      Function<LabelledExample, Optional<String>> askedFor,
      InstantSource clock) {
    this.buffer = buffer;
    this.source = source;
    this.scaling = scaling;
    this.grouping = grouping;
    this.metrics = metrics;
    this.askedFor = askedFor;
    this.clock = clock;
  }

  /**
   * Takes what people said in its order. The buffer is changed when this returns.
   *
   * @return by image id, what to write to the training set, in order: the example, or nothing where
   *     it was evicted or its label was taken back
   */
  Map<String, Optional<Example>> take(List<Feedback> feedback) {
    Images images = new Images(feedback);
    Map<String, Optional<Example>> changes = new LinkedHashMap<>();
    for (Feedback one : feedback) {
      if (one instanceof Feedback.Retracted retracted) {
        retract(retracted, changes);
      } else if (one instanceof Feedback.Labelled labelled) {
        decide(labelled.example(), images).ifPresent(example -> put(example, changes));
      }
    }
    return changes;
  }

  /**
   * Takes what others changed in the training set.
   *
   * @return the ids that had to go for it: still to be evicted from the training set
   */
  Set<String> takeChanges(List<TrainingSetChange> changes) {
    Set<String> evicted = new LinkedHashSet<>();
    for (TrainingSetChange change : changes) {
      if (change instanceof TrainingSetChange.Removed removed) {
        if (buffer.find(removed.id()).isPresent()) {
          metrics.count(Outcome.RETRACTED);
          buffer.remove(removed.id());
        }
      } else if (change instanceof TrainingSetChange.Put put) {
        Example example = put.example();
        boolean known = buffer.find(example.id()).isPresent();
        if (!known || put.replaces()) {
          metrics.count(known ? Outcome.RELABELLED : Outcome.LOADED);
          evicted.remove(example.id());
          evicted.addAll(buffer.put(example));
        }
      }
    }
    return evicted;
  }

  private void put(Example example, Map<String, Optional<Example>> changes) {
    changes.remove(example.id());
    changes.put(example.id(), Optional.of(example));
    for (String evicted : buffer.put(example)) {
      changes.put(evicted, Optional.empty());
    }
  }

  /** Written even where the buffer has nothing: somebody may be loading that image just now. */
  private void retract(Feedback.Retracted retracted, Map<String, Optional<Example>> changes) {
    String id = retracted.imageId();
    if (buffer.find(id).filter(known -> !retracted.isAbout(known)).isPresent()) {
      metrics.count(Outcome.SUPERSEDED);
      return;
    }
    metrics.count(Outcome.RETRACTED);
    buffer.remove(id);
    changes.remove(id);
    changes.put(id, Optional.empty());
  }

  private Optional<Example> decide(LabelledExample labelled, Images images) {
    Instant labelledAt = notInTheFuture(labelled);
    Optional<Example> known = buffer.find(labelled.imageId());
    if (labelled.saysOnlyAnOpinion()
        || known.filter(example -> isRepeated(labelled, labelledAt, example)).isPresent()) {
      return known.flatMap(example -> hear(labelled, labelledAt, example));
    }
    if (known.filter(example -> isOf(labelled, example)).isPresent()) {
      metrics.count(Outcome.RELABELLED);
      return known.map(
          example ->
              example
                  .hearing(labelled.source(), labelled.label(), labelledAt)
                  .relabelled(labelled.label(), labelledAt, labelled.source())
                  .askedFor(askedFor.apply(labelled)));
    }
    return images
        .of(labelled)
        .map(
            image -> {
              metrics.count(Outcome.ADDED);
              String id = labelled.imageId();
              Example fresh =
                  knowing(
                      known,
                      new Example(
                          id,
                          labelled.label(),
                          buffer.splitFor(id, labelled.label(), image.group()),
                          labelledAt,
                          labelled.picture(),
                          labelled.sha256(),
                          labelled.source(),
                          image.group(),
                          askedFor.apply(labelled),
                          ImageBytes.of(image.png())));
              return known
                  .filter(fresh::teachesTheSameAs)
                  .filter(before -> before.labelledAt().isBefore(labelledAt))
                  .map(
                      before ->
                          fresh
                              .relabelled(before.label(), before.labelledAt())
                              .askedFor(fresh.askedFor().or(before::askedFor)))
                  .orElse(fresh);
            });
  }

  /** What one more source says, or the same one again, of an image that has its label. */
  private Optional<Example> hear(LabelledExample labelled, Instant at, Example known) {
    Example heard =
        isOfTheSameImage(labelled, known)
            ? known.hearing(labelled.source(), labelled.label(), at)
            : known;
    boolean isNews = !heard.opinions().equals(known.opinions());
    metrics.count(isNews ? Outcome.OPINION : Outcome.SUPERSEDED);
    return isNews ? Optional.of(heard) : Optional.empty();
  }

  /** What was said of the image before it came once more is still said of it. */
  private static Example knowing(Optional<Example> before, Example fresh) {
    return before
        .filter(fresh::isOfTheSameImageAs)
        .map(known -> known.hearing(fresh.labelledBy(), fresh.label(), fresh.labelledAt()))
        .map(known -> fresh.withOpinions(known.opinions()))
        .orElse(fresh);
  }

  private static boolean isOfTheSameImage(LabelledExample labelled, Example known) {
    return (labelled.sha256().isPresent() && known.sha256().isPresent())
        ? labelled.sha256().equals(known.sha256())
        : labelled.picture().equals(known.source());
  }

  /** A wrong clock, or a wrong unit, must not decide which label counts and which stays longest. */
  private Instant notInTheFuture(LabelledExample labelled) {
    Instant now = clock.instant();
    if (!labelled.labelledAt().isAfter(now)) {
      return labelled.labelledAt();
    }
    metrics.countFuture();
    return now;
  }

  private static boolean isRepeated(LabelledExample labelled, Instant at, Example known) {
    return labelled.label().equals(known.label())
        && isOf(labelled, known)
        && !at.isBefore(known.labelledAt());
  }

  /** Whether both are of one image: in a topic that was made again, a place has another one. */
  private static boolean isOf(LabelledExample labelled, Example known) {
    boolean differs =
        labelled.sha256().isPresent()
            && known.sha256().isPresent()
            && !labelled.sha256().equals(known.sha256());
    return labelled.picture().equals(known.source()) && !differs;
  }

  /** An image at training size, and what it belongs to. */
  private record Prepared(byte[] png, Optional<String> group) {}

  /** The scaled images of one take: most of them are fetched together, partition by partition. */
  private final class Images {

    private final Map<ImagePointer, Optional<Prepared>> scaled = new HashMap<>();

    Images(List<Feedback> feedback) {
      Map<ImagePointer, LabelledExample> wanted = new LinkedHashMap<>();
      for (Feedback one : feedback) {
        if (one instanceof Feedback.Labelled labelled
            && !labelled.example().saysOnlyAnOpinion()
            && !isKept(labelled.example())) {
          wanted.put(labelled.example().picture(), labelled.example());
        }
      }
      fetch(wanted);
    }

    /**
     * The image at training size. One that the buffer held when the take began may have left it
     * since, and is fetched on its own.
     */
    Optional<Prepared> of(LabelledExample labelled) {
      if (!scaled.containsKey(labelled.picture())) {
        fetch(Map.of(labelled.picture(), labelled));
      }
      return scaled.getOrDefault(labelled.picture(), Optional.empty());
    }

    private boolean isKept(LabelledExample labelled) {
      return buffer.find(labelled.imageId()).filter(example -> isOf(labelled, example)).isPresent();
    }

    private void fetch(Map<ImagePointer, LabelledExample> wanted) {
      Collection<ImagePointer> pointers = wanted.keySet();
      source.fetch(
          pointers,
          (pointer, fetched) -> scaled.put(pointer, receive(wanted.get(pointer), fetched)));
    }
  }

  private Optional<Prepared> receive(LabelledExample labelled, Fetched fetched) {
    if (fetched instanceof Fetched.Gone gone) {
      return leftOut(Outcome.EXPIRED, labelled, gone.why());
    }
    Fetched.Found found = (Fetched.Found) fetched;
    byte[] image = found.image();
    if (isAnother(image, labelled)) {
      return leftOut(
          Outcome.REPLACED,
          labelled,
          "another record lies at this offset than the one that was predicted: its SHA-256 differs;"
              + " was the topic deleted and created again?");
    }
    Scaled scaledImage = scaling.scale(image);
    if (scaledImage instanceof Scaled.Undecodable broken) {
      return leftOut(
          Outcome.UNDECODABLE, labelled, broken.reason().code() + ": " + broken.detail());
    }
    if (labelled.sha256().isEmpty()) {
      metrics.countUnverified();
    }
    return Optional.of(
        new Prepared(
            ((Scaled.Png) scaledImage).bytes(),
            grouping.of(labelled.imageId(), found.group(), found.takenAt())));
  }

  private static boolean isAnother(byte[] image, LabelledExample labelled) {
    return labelled
        .sha256()
        .filter(expected -> image == null || !expected.equals(Sha256.of(image)))
        .isPresent();
  }

  private <T> Optional<T> leftOut(Outcome outcome, LabelledExample labelled, String why) {
    metrics.count(outcome);
    log.atWarn()
        .addKeyValue("image", labelled.imageId())
        .addKeyValue("record", labelled.picture())
        .addKeyValue("outcome", outcome)
        .addKeyValue("why", why)
        .log("cannot train on a labelled image");
    return Optional.empty();
  }
}
