package io.afterimage.trainer.exchange;

import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.ImageBytes;
import io.afterimage.trainer.buffer.ImageSpool;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingImages;
import io.afterimage.trainer.buffer.TrainingImages.Scaled;
import io.afterimage.trainer.buffer.TrainingSetTopic;
import io.afterimage.training.dataset.ImageThreads;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.SkippedImage;
import io.afterimage.training.dataset.Split;
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
 * Brings labelled images from files into the training set. It fills the available room, evenly over
 * the classes, and evicts nothing: examples labelled in the stream stay. Images already in the
 * training set, under any label, are left unchanged, so that an interrupted load can be finished by
 * another. An image of a group that the training set has gets the group's split, whatever its
 * folder says. A file that is no image is skipped and named.
 *
 * @param topic where they go
 * @param scaling brings them to training size; thread-safe
 * @param limits the buffer's that will be filled from the topic
 * @param threads that read and scale
 */
public record FolderLoad(
    TrainingSetTopic topic, TrainingImages scaling, BufferLimits limits, int threads) {

  /** Stands for the person who labelled what came from a folder. */
  public static final String LABELLED_BY = "folder";

  private static final int IMAGES_PER_TRANSACTION = 100;

  /** Listener for progress, called on the thread that called {@code run}. */
  @FunctionalInterface
  public interface Progress {

    /**
     * After some images.
     *
     * @param done added and skipped so far
     * @param total how many will be, if no more files are skipped
     */
    void loaded(long done, long total);
  }

  /**
   * The result.
   *
   * @param added images that are in the training set now and were not before
   * @param present those that were there
   * @param withoutRoom those that the limits kept out
   * @param skipped files that are no images
   * @param sizes how many images each class has now, by label
   */
  public record Report(
      long added,
      long present,
      long withoutRoom,
      List<SkippedImage> skipped,
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
   * @param images what to load
   * @param labelledAt when an image was labelled
   * @param limit time limit for reading the topic
   * @param cancelled asked between transactions
   * @throws CancellationException when cancelled; what was added stays
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the topic cannot be read or
   *     written
   */
  public Report run(
      TransactionalWriter writer,
      Collection<LabelledImage> images,
      Function<LabelledImage, Instant> labelledAt,
      Duration limit,
      Progress progress,
      BooleanSupplier cancelled) {
    ReplayBuffer buffer = new ReplayBuffer(limits, ImageSpool.NOWHERE);
    topic.fill(buffer, limit, cancelled);
    List<LabelledImage> missing =
        images.stream().filter(image -> buffer.find(image.id()).isEmpty()).toList();
    Candidates candidates = new Candidates(missing);
    Room room = new Room(limits, buffer.sizes());
    long total =
        new Candidates(missing).next(missing.size(), new Room(limits, buffer.sizes())).size();
    List<SkippedImage> skipped = new ArrayList<>();
    long added = 0;
    try (ImageThreads loaders = new ImageThreads("picture-loader", threads)) {
      List<LabelledImage> chosen = candidates.next(IMAGES_PER_TRANSACTION, room);
      while (!chosen.isEmpty()) {
        List<Example> examples = new ArrayList<>();
        for (Future<Outcome> future : submit(chosen, buffer, labelledAt, loaders)) {
          Outcome outcome = ImageThreads.await(future);
          if (outcome instanceof Outcome.Usable usable) {
            examples.add(usable.example());
          } else if (outcome instanceof Outcome.Broken broken) {
            skipped.add(broken.image());
            room.giveBack(broken.label());
          }
        }
        write(writer, examples);
        added += examples.size();
        progress.loaded(added + skipped.size(), Math.max(total, added + skipped.size()));
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("cancelled; what was loaded stays");
        }
        chosen = candidates.next(IMAGES_PER_TRANSACTION, room);
      }
    }
    return new Report(
        added, images.size() - missing.size(), candidates.size(), skipped, room.sizes());
  }

  private List<Future<Outcome>> submit(
      List<LabelledImage> chosen,
      ReplayBuffer buffer,
      Function<LabelledImage, Instant> labelledAt,
      ImageThreads loaders) {
    return chosen.stream()
        .map(
            image -> {
              Split split = image.group().flatMap(buffer::splitOfGroup).orElse(image.split());
              return loaders.submit(() -> read(image, split, labelledAt.apply(image)));
            })
        .toList();
  }

  private Outcome read(LabelledImage image, Split split, Instant labelledAt) {
    byte[] encoded;
    try {
      encoded = image.source().read();
    } catch (IOException e) {
      return Outcome.broken(image, "cannot be read: " + e);
    }
    Scaled scaled = scaling.scale(encoded);
    if (scaled instanceof Scaled.Undecodable undecodable) {
      return Outcome.broken(image, undecodable.reason().code() + ": " + undecodable.detail());
    }
    return new Outcome.Usable(
        new Example(
                image.id(),
                image.label(),
                split,
                labelledAt,
                ExampleRecords.FROM_FOLDER,
                Optional.of(Sha256.of(encoded)),
                Optional.of(LABELLED_BY),
                ImageBytes.of(((Scaled.Png) scaled).bytes()))
            .inGroup(image.group()));
  }

  private void write(TransactionalWriter writer, List<Example> examples) {
    writer.write(
        examples.stream().map(example -> ExampleRecords.load(topic.topic(), example)).toList(),
        Optional.empty());
  }

  private sealed interface Outcome {
    record Usable(Example example) implements Outcome {}

    record Broken(SkippedImage image, String label) implements Outcome {}

    static Outcome broken(LabelledImage image, String why) {
      return new Broken(new SkippedImage(image.id(), why), image.label());
    }
  }
}
