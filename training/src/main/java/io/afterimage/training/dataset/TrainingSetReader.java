package io.afterimage.training.dataset;

import io.afterimage.config.Range;
import io.afterimage.images.Decoded;
import io.afterimage.images.InputSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * Reads and decodes the images of a data set on its own threads, which end with each call. Pixels
 * that do not fit into memory are discarded and decoded again each time they are used. An image
 * that cannot be read or decoded is skipped and named, never fatal.
 *
 * @param decoder brings encoded bytes to pixels; thread-safe
 * @param threads how many images are decoded at once
 * @param memory memory limit for the pixels
 */
public record TrainingSetReader(
    BiFunction<byte[], InputSpec, Decoded> decoder, int threads, ImageMemory memory) {

  /** Listener for reading progress, called on the thread that called {@code read}. */
  @FunctionalInterface
  public interface Progress {

    /** Does nothing. */
    Progress NONE = (done, total) -> {};

    /** After each image. */
    void read(int done, int total);
  }

  /** Refuses less than one thread. */
  public TrainingSetReader {
    Range.atLeast(1).require("threads", threads);
  }

  /** With as much memory as this machine's heap allows. */
  public TrainingSetReader(BiFunction<byte[], InputSpec, Decoded> decoder, int threads) {
    this(decoder, threads, ImageMemory.ofMachine());
  }

  /** What the images need, known before any of them is read. */
  public ImageMemory.Need need(Dataset dataset, InputSpec input) {
    return memory.need(dataset.images().size(), input);
  }

  /**
   * Decodes every image to the input's size.
   *
   * @param cancelled asked before each image
   * @throws DatasetException when a class is left without a training image, or nothing is left to
   *     validate with
   * @throws CancellationException when cancelled
   */
  public TrainingSet read(
      Dataset dataset, InputSpec input, Progress progress, BooleanSupplier cancelled) {
    TrainingSet read = collect(dataset, input, progress, cancelled);
    requireEnough(read);
    return read;
  }

  /**
   * The same, whatever is left, until {@link #requireEnough} is asked.
   *
   * @throws CancellationException when cancelled
   */
  public TrainingSet readAny(
      Dataset dataset, InputSpec input, Progress progress, BooleanSupplier cancelled) {
    return collect(dataset, input, progress, cancelled);
  }

  private TrainingSet collect(
      Dataset dataset, InputSpec input, Progress progress, BooleanSupplier cancelled) {
    boolean keep = need(dataset, input).fits();
    Map<String, Integer> places = new HashMap<>();
    dataset.labels().forEach(label -> places.put(label, places.size()));
    try (ImageThreads readers = new ImageThreads("picture-reader", threads)) {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (LabelledImage image : dataset.images()) {
        int label = places.get(image.label());
        outcomes.add(readers.submit(() -> read(image, label, input, keep)));
      }
      return collect(dataset, input, outcomes, progress, cancelled);
    }
  }

  private Outcome read(LabelledImage image, int label, InputSpec input, boolean keep) {
    byte[] encoded;
    try {
      encoded = image.source().read();
    } catch (IOException e) {
      return new Outcome.Skipped(new SkippedImage(image.id(), "cannot be read: " + e));
    }
    Decoded decoded = decoder.apply(encoded, input);
    if (decoded instanceof Decoded.Refused refused) {
      return new Outcome.Skipped(
          new SkippedImage(image.id(), refused.reason().code() + ": " + refused.detail()));
    }
    byte[] rgb = ((Decoded.Pixels) decoded).rgb();
    byte[] sha256 = Fingerprint.sha256(encoded);
    DecodedImage read =
        keep
            ? new DecodedImage(image.id(), label, image.groupOrId(), () -> rgb)
            : new DecodedImage(
                image.id(), label, image.groupOrId(), () -> again(image, input, sha256));
    return new Outcome.Usable(image.split(), read, sha256);
  }

  /** The result of a run follows from its images, so they may not change under it. */
  private byte[] again(LabelledImage image, InputSpec input, byte[] sha256) {
    byte[] encoded;
    try {
      encoded = image.source().read();
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException(image.id() + " cannot be read any more: " + e, e);
    }
    if (!Arrays.equals(sha256, Fingerprint.sha256(encoded))) {
      throw new DatasetException(
          image.id() + " has changed since the run began: leave the images alone, and run again");
    }
    if (decoder.apply(encoded, input) instanceof Decoded.Pixels pixels) {
      return pixels.rgb();
    }
    throw new DatasetException(image.id() + " cannot be decoded any more");
  }

  private static TrainingSet collect(
      Dataset dataset,
      InputSpec input,
      List<Future<Outcome>> outcomes,
      Progress progress,
      BooleanSupplier cancelled) {
    Map<Split, List<DecodedImage>> images = new EnumMap<>(Split.class);
    List<SkippedImage> skipped = new ArrayList<>();
    Fingerprint fingerprint = new Fingerprint();
    int done = 0;
    for (Future<Outcome> future : outcomes) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled while reading images");
      }
      Outcome outcome = ImageThreads.await(future);
      if (outcome instanceof Outcome.Usable usable) {
        images.computeIfAbsent(usable.split, s -> new ArrayList<>()).add(usable.image);
        if (usable.split == Split.TRAIN) {
          String label = dataset.labels().get(usable.image.label());
          fingerprint.add(usable.image.id(), label, usable.sha256);
        }
      } else if (outcome instanceof Outcome.Skipped broken) {
        skipped.add(broken.image);
      }
      progress.read(++done, outcomes.size());
    }
    images.replaceAll((split, list) -> List.copyOf(list));
    return new TrainingSet(dataset.labels(), input, images, skipped, fingerprint.hex());
  }

  /**
   * Refuses what nothing can learn from.
   *
   * @throws DatasetException when a class has no training image, or there is nothing to validate
   *     with
   */
  public static void requireEnough(TrainingSet read) {
    int[] counts = new int[read.labels().size()];
    read.of(Split.TRAIN).forEach(image -> counts[image.label()]++);
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        throw new DatasetException(
            "class %s has no usable image to train with: add images%s"
                .formatted(read.labels().get(label), andSkipped(read.skipped())));
      }
    }
    if (read.of(Split.VALIDATION).isEmpty()) {
      throw new DatasetException(
          "no usable image to validate with: add images" + andSkipped(read.skipped()));
    }
  }

  private static String andSkipped(List<SkippedImage> skipped) {
    return skipped.isEmpty()
        ? ""
        : "; %d could not be used, the first is %s (%s)"
            .formatted(skipped.size(), skipped.get(0).id(), skipped.get(0).reason());
  }

  private sealed interface Outcome {
    record Usable(Split split, DecodedImage image, byte[] sha256) implements Outcome {}

    record Skipped(SkippedImage image) implements Outcome {}
  }
}
