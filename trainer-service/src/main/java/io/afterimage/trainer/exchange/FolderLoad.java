package io.afterimage.trainer.exchange;

import io.afterimage.kafka.transaction.FencedWriter;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.ImageBytes;
import io.afterimage.trainer.buffer.ImageSpool;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingPictures;
import io.afterimage.trainer.buffer.TrainingPictures.Scaled;
import io.afterimage.trainer.buffer.TrainingSetTopic;
import io.afterimage.training.dataset.LabelledPicture;
import io.afterimage.training.dataset.PictureThreads;
import io.afterimage.training.dataset.SkippedPicture;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Brings labelled pictures from files into the training set. It fills the room that there is,
 * evenly over the classes, and lets go of nothing: what people labelled in the stream stays. What
 * is in the training set already, under whatever label, is left as it is, so that a load that was
 * cut short is finished by another. A file that is no picture is skipped and named.
 *
 * @param topic where they go
 * @param scaling brings them to training size; thread-safe
 * @param limits the buffer's that will be filled from the topic
 * @param threads that read and scale
 */
public record FolderLoad(
    TrainingSetTopic topic, TrainingPictures scaling, BufferLimits limits, int threads) {

  /** Stands for the person who labelled what came from a folder. */
  public static final String LABELLED_BY = "folder";

  private static final int PICTURES_PER_TRANSACTION = 100;

  /** Hears how far it is, on the thread that called {@code run}. */
  @FunctionalInterface
  public interface Progress {

    /**
     * After some pictures.
     *
     * @param done added and skipped so far
     * @param total how many will be, if no more files are skipped
     */
    void loaded(long done, long total);
  }

  /**
   * What came of it.
   *
   * @param added pictures that are in the training set now and were not before
   * @param present those that were there
   * @param withoutRoom those that the limits kept out
   * @param skipped files that are no pictures
   * @param sizes how many pictures each class has now, by label
   */
  public record Report(
      long added,
      long present,
      long withoutRoom,
      List<SkippedPicture> skipped,
      Map<String, Integer> sizes) {

    /** Copies the collections. */
    public Report {
      skipped = List.copyOf(skipped);
      sizes = Map.copyOf(sizes);
    }
  }

  /**
   * Loads on the calling thread, with others to scale.
   *
   * @param writer to the topic's broker
   * @param pictures what to load
   * @param labelledAt when a picture was labelled
   * @param limit how long the topic may take to be read
   * @param cancelled asked between transactions
   * @throws CancellationException when cancelled; what was added stays
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the topic cannot be read or
   *     written
   */
  public Report run(
      FencedWriter writer,
      Collection<LabelledPicture> pictures,
      Function<LabelledPicture, Instant> labelledAt,
      Duration limit,
      Progress progress,
      BooleanSupplier cancelled) {
    ReplayBuffer buffer = new ReplayBuffer(limits, ImageSpool.NOWHERE);
    topic.fill(buffer, limit, cancelled);
    List<LabelledPicture> missing =
        pictures.stream().filter(picture -> buffer.find(picture.id()).isEmpty()).toList();
    Candidates candidates = new Candidates(missing);
    Room room = new Room(limits, buffer.sizes());
    long total =
        new Candidates(missing).next(missing.size(), new Room(limits, buffer.sizes())).size();
    List<SkippedPicture> skipped = new ArrayList<>();
    long added = 0;
    try (PictureThreads loaders = new PictureThreads("picture-loader", threads)) {
      List<LabelledPicture> chosen = candidates.next(PICTURES_PER_TRANSACTION, room);
      while (!chosen.isEmpty()) {
        List<Example> examples = new ArrayList<>();
        for (Future<Outcome> future : submit(chosen, labelledAt, loaders)) {
          Outcome outcome = PictureThreads.await(future);
          if (outcome instanceof Outcome.Usable usable) {
            examples.add(usable.example());
          } else if (outcome instanceof Outcome.Broken broken) {
            skipped.add(broken.picture());
            room.giveBack(broken.label());
          }
        }
        write(writer, examples);
        added += examples.size();
        progress.loaded(added + skipped.size(), Math.max(total, added + skipped.size()));
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("cancelled; what was loaded stays");
        }
        chosen = candidates.next(PICTURES_PER_TRANSACTION, room);
      }
    }
    return new Report(
        added, pictures.size() - missing.size(), candidates.size(), skipped, room.sizes());
  }

  private List<Future<Outcome>> submit(
      List<LabelledPicture> chosen,
      Function<LabelledPicture, Instant> labelledAt,
      PictureThreads loaders) {
    return chosen.stream()
        .map(picture -> loaders.submit(() -> read(picture, labelledAt.apply(picture))))
        .toList();
  }

  private Outcome read(LabelledPicture picture, Instant labelledAt) {
    byte[] encoded;
    try {
      encoded = picture.source().read();
    } catch (IOException e) {
      return Outcome.broken(picture, "cannot be read: " + e);
    }
    Scaled scaled = scaling.scale(encoded);
    if (scaled instanceof Scaled.Undecodable undecodable) {
      return Outcome.broken(picture, undecodable.reason().code() + ": " + undecodable.detail());
    }
    return new Outcome.Usable(
        new Example(
            picture.id(),
            picture.label(),
            picture.split(),
            labelledAt,
            ExampleRecords.FROM_FOLDER,
            Optional.of(Sha256.of(encoded)),
            Optional.of(LABELLED_BY),
            ImageBytes.of(((Scaled.Png) scaled).bytes())));
  }

  private void write(FencedWriter writer, List<Example> examples) {
    writer.write(
        examples.stream().map(example -> ExampleRecords.load(topic.topic(), example)).toList(),
        Optional.empty());
  }

  private sealed interface Outcome {
    record Usable(Example example) implements Outcome {}

    record Broken(SkippedPicture picture, String label) implements Outcome {}

    static Outcome broken(LabelledPicture picture, String why) {
      return new Broken(new SkippedPicture(picture.id(), why), picture.label());
    }
  }
}
