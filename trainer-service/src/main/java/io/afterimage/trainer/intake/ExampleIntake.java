package io.afterimage.trainer.intake;

import io.afterimage.events.LabelledExample;
import io.afterimage.events.PicturePointer;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingPictures;
import io.afterimage.trainer.buffer.TrainingPictures.Scaled;
import io.afterimage.trainer.intake.IntakeMetrics.Outcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings labelled examples into the buffer: fetches and scales the pictures that it does not have,
 * and changes the labels of those that it has. A later label replaces an earlier one. A picture
 * that is gone or cannot be decoded is counted and named. For one thread.
 */
final class ExampleIntake {

  private static final Logger log = LoggerFactory.getLogger(ExampleIntake.class);

  private final ReplayBuffer buffer;
  private final Pictures pictures;
  private final TrainingPictures scaling;
  private final IntakeMetrics metrics;

  ExampleIntake(
      ReplayBuffer buffer, Pictures pictures, TrainingPictures scaling, IntakeMetrics metrics) {
    this.buffer = buffer;
    this.pictures = pictures;
    this.scaling = scaling;
    this.metrics = metrics;
  }

  /**
   * Takes the examples in their order. The buffer is changed when this returns.
   *
   * @return by image id what is to be written to the training set, in order: the example, or
   *     nothing where it was evicted
   */
  Map<String, Optional<Example>> take(List<LabelledExample> examples) {
    Map<PicturePointer, byte[]> scaled = fetch(examples);
    Map<String, Optional<Example>> changes = new LinkedHashMap<>();
    for (LabelledExample labelled : examples) {
      Optional<Example> known = buffer.find(labelled.imageId());
      decide(labelled, known, scaled)
          .ifPresent(
              example -> {
                changes.remove(example.id());
                changes.put(example.id(), Optional.of(example));
                for (String evicted : buffer.put(example)) {
                  changes.put(evicted, Optional.empty());
                }
              });
    }
    return changes;
  }

  /**
   * Takes what was loaded into the training set and is not in the buffer.
   *
   * @return the ids that had to go for it: still to be evicted from the training set
   */
  Set<String> takeLoaded(List<Example> loaded) {
    Set<String> evicted = new LinkedHashSet<>();
    for (Example example : loaded) {
      if (buffer.find(example.id()).isEmpty()) {
        metrics.count(Outcome.LOADED);
        evicted.remove(example.id());
        evicted.addAll(buffer.put(example));
      }
    }
    return evicted;
  }

  private Optional<Example> decide(
      LabelledExample labelled, Optional<Example> known, Map<PicturePointer, byte[]> scaled) {
    if (known.filter(example -> isOvertaken(labelled, example)).isPresent()) {
      metrics.count(Outcome.SUPERSEDED);
      return Optional.empty();
    }
    if (known.filter(example -> example.source().equals(labelled.picture())).isPresent()) {
      metrics.count(Outcome.RELABELLED);
      return known.map(example -> example.relabelled(labelled.label(), labelled.labelledAt()));
    }
    byte[] png = scaled.get(labelled.picture());
    if (png == null) {
      return Optional.empty();
    }
    metrics.count(Outcome.ADDED);
    return Optional.of(
        new Example(
            labelled.imageId(),
            labelled.label(),
            buffer.splitOf(labelled.imageId()),
            labelled.labelledAt(),
            labelled.picture(),
            png));
  }

  private static boolean isOvertaken(LabelledExample labelled, Example known) {
    boolean repeated =
        labelled.label().equals(known.label())
            && labelled.picture().equals(known.source())
            && labelled.labelledAt().equals(known.labelledAt());
    return repeated || labelled.labelledAt().isBefore(known.labelledAt());
  }

  private Map<PicturePointer, byte[]> fetch(List<LabelledExample> examples) {
    Map<PicturePointer, String> ids = new HashMap<>();
    Set<PicturePointer> wanted = new LinkedHashSet<>();
    for (LabelledExample labelled : examples) {
      ids.put(labelled.picture(), labelled.imageId());
      Optional<Example> known = buffer.find(labelled.imageId());
      if (known
          .filter(
              example ->
                  example.source().equals(labelled.picture()) || isOvertaken(labelled, example))
          .isEmpty()) {
        wanted.add(labelled.picture());
      }
    }
    Map<PicturePointer, byte[]> scaled = new HashMap<>();
    pictures.fetch(
        wanted, (pointer, fetched) -> receive(pointer, fetched, ids.get(pointer), scaled));
    return scaled;
  }

  private void receive(
      PicturePointer pointer, Fetched fetched, String id, Map<PicturePointer, byte[]> scaled) {
    if (fetched instanceof Fetched.Gone gone) {
      leftOut(Outcome.EXPIRED, pointer, id, gone.why());
    } else if (fetched instanceof Fetched.Found found) {
      Scaled picture = scaling.scale(found.picture());
      if (picture instanceof Scaled.Png png) {
        scaled.put(pointer, png.bytes());
      } else if (picture instanceof Scaled.Undecodable broken) {
        leftOut(Outcome.UNDECODABLE, pointer, id, broken.reason().code() + ": " + broken.detail());
      }
    }
  }

  private void leftOut(Outcome outcome, PicturePointer pointer, String id, String why) {
    metrics.count(outcome);
    log.atWarn()
        .addKeyValue("image", id)
        .addKeyValue("picture", pointer)
        .addKeyValue("outcome", outcome)
        .addKeyValue("why", why)
        .log("a labelled picture cannot be trained on");
  }
}
