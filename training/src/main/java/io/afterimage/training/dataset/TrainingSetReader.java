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
 * Reads and decodes the pictures of a data set on its own threads, which end with each call. Pixels
 * that do not fit into memory are let go of and decoded anew each time that they are used. A
 * picture that cannot be read or decoded is skipped and named, never fatal.
 *
 * @param decoder brings encoded bytes to pixels; thread-safe
 * @param threads how many pictures are decoded at once
 * @param memory how much the pixels may take
 */
public record TrainingSetReader(
    BiFunction<byte[], InputSpec, Decoded> decoder, int threads, PictureMemory memory) {

  /** Hears how far reading is, on the thread that called {@code read}. */
  @FunctionalInterface
  public interface Progress {

    /** Nobody listens. */
    Progress NONE = (done, total) -> {};

    /** After each picture. */
    void read(int done, int total);
  }

  /** Refuses less than one thread. */
  public TrainingSetReader {
    Range.atLeast(1).require("threads", threads);
  }

  /** With as much memory as this machine's heap allows. */
  public TrainingSetReader(BiFunction<byte[], InputSpec, Decoded> decoder, int threads) {
    this(decoder, threads, PictureMemory.ofMachine());
  }

  /** What the pictures need, known before any of them is read. */
  public PictureMemory.Need need(Dataset dataset, InputSpec input) {
    return memory.need(dataset.pictures().size(), input);
  }

  /**
   * Decodes every picture to the input's size.
   *
   * @param cancelled asked before each picture
   * @throws DatasetException when a class is left without a training picture, or nothing is left to
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
    try (PictureThreads readers = new PictureThreads("picture-reader", threads)) {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (LabelledPicture picture : dataset.pictures()) {
        int label = places.get(picture.label());
        outcomes.add(readers.submit(() -> read(picture, label, input, keep)));
      }
      return collect(dataset, input, outcomes, progress, cancelled);
    }
  }

  private Outcome read(LabelledPicture picture, int label, InputSpec input, boolean keep) {
    byte[] encoded;
    try {
      encoded = picture.source().read();
    } catch (IOException e) {
      return new Outcome.Skipped(new SkippedPicture(picture.id(), "cannot be read: " + e));
    }
    Decoded decoded = decoder.apply(encoded, input);
    if (decoded instanceof Decoded.Refused refused) {
      return new Outcome.Skipped(
          new SkippedPicture(picture.id(), refused.reason().code() + ": " + refused.detail()));
    }
    byte[] rgb = ((Decoded.Pixels) decoded).rgb();
    byte[] sha256 = Fingerprint.sha256(encoded);
    DecodedPicture read =
        keep
            ? new DecodedPicture(picture.id(), label, rgb)
            : new DecodedPicture(picture.id(), label, () -> again(picture, input, sha256));
    return new Outcome.Usable(picture.split(), read, sha256);
  }

  /** The result of a run follows from its images, so they may not change under it. */
  private byte[] again(LabelledPicture picture, InputSpec input, byte[] sha256) {
    byte[] encoded;
    try {
      encoded = picture.source().read();
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException(picture.id() + " cannot be read any more: " + e, e);
    }
    if (!Arrays.equals(sha256, Fingerprint.sha256(encoded))) {
      throw new DatasetException(
          picture.id() + " has changed since the run began: leave the images alone, and run again");
    }
    if (decoder.apply(encoded, input) instanceof Decoded.Pixels pixels) {
      return pixels.rgb();
    }
    throw new DatasetException(picture.id() + " cannot be decoded any more");
  }

  private static TrainingSet collect(
      Dataset dataset,
      InputSpec input,
      List<Future<Outcome>> outcomes,
      Progress progress,
      BooleanSupplier cancelled) {
    Map<Split, List<DecodedPicture>> pictures = new EnumMap<>(Split.class);
    List<SkippedPicture> skipped = new ArrayList<>();
    Fingerprint fingerprint = new Fingerprint();
    int done = 0;
    for (Future<Outcome> future : outcomes) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled while reading pictures");
      }
      Outcome outcome = PictureThreads.await(future);
      if (outcome instanceof Outcome.Usable usable) {
        pictures.computeIfAbsent(usable.split, s -> new ArrayList<>()).add(usable.picture);
        if (usable.split == Split.TRAIN) {
          String label = dataset.labels().get(usable.picture.label());
          fingerprint.add(usable.picture.id(), label, usable.sha256);
        }
      } else if (outcome instanceof Outcome.Skipped broken) {
        skipped.add(broken.picture);
      }
      progress.read(++done, outcomes.size());
    }
    pictures.replaceAll((split, list) -> List.copyOf(list));
    return new TrainingSet(dataset.labels(), input, pictures, skipped, fingerprint.hex());
  }

  /**
   * Refuses what nothing can learn from.
   *
   * @throws DatasetException when a class has no training picture, or there is nothing to validate
   *     with
   */
  public static void requireEnough(TrainingSet read) {
    int[] counts = new int[read.labels().size()];
    read.of(Split.TRAIN).forEach(picture -> counts[picture.label()]++);
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        throw new DatasetException(
            "class %s has no usable picture to train with: add pictures%s"
                .formatted(read.labels().get(label), andSkipped(read.skipped())));
      }
    }
    if (read.of(Split.VALIDATION).isEmpty()) {
      throw new DatasetException(
          "no usable picture to validate with: add pictures" + andSkipped(read.skipped()));
    }
  }

  private static String andSkipped(List<SkippedPicture> skipped) {
    return skipped.isEmpty()
        ? ""
        : "; %d could not be used, the first is %s (%s)"
            .formatted(skipped.size(), skipped.get(0).id(), skipped.get(0).reason());
  }

  private sealed interface Outcome {
    record Usable(Split split, DecodedPicture picture, byte[] sha256) implements Outcome {}

    record Skipped(SkippedPicture picture) implements Outcome {}
  }
}
