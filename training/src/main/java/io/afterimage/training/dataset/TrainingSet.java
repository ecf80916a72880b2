package io.afterimage.training.dataset;

import io.afterimage.images.InputSpec;
import io.afterimage.models.Lineage;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Everything that a training run sees. Kept in memory, its images take {@link
 * InputSpec#bytesPerPicture()} bytes each; {@link ImageMemory} says whether they are.
 *
 * @param labels the classes: an image's label is an index into them
 * @param input the size of the images
 * @param images those of each split, sorted by id
 * @param skipped files that could not be used, sorted by id
 * @param fingerprint SHA-256 over the ids, labels and encoded bytes of the training images, in
 *     lower-case hexadecimal; the order of reading does not count
 */
public record TrainingSet(
    List<String> labels,
    InputSpec input,
    Map<Split, List<DecodedImage>> images,
    List<SkippedImage> skipped,
    String fingerprint) {

  /** Copies the collections. */
  public TrainingSet {
    labels = List.copyOf(labels);
    images = Map.copyOf(images);
    skipped = List.copyOf(skipped);
  }

  /** The same, with the files that could not be used when more was read. */
  public TrainingSet withSkipped(List<SkippedImage> others) {
    return new TrainingSet(labels, input, images, others, fingerprint);
  }

  /** The same without some training images, by their places. */
  public TrainingSet withoutTrainingImages(BitSet places) {
    List<DecodedImage> train = of(Split.TRAIN);
    Map<Split, List<DecodedImage>> others = new EnumMap<>(images);
    others.put(
        Split.TRAIN,
        IntStream.range(0, train.size())
            .filter(place -> !places.get(place))
            .mapToObj(train::get)
            .toList());
    return new TrainingSet(labels, input, others, skipped, fingerprint);
  }

  /** Which images a model of this set is made with, and what for. */
  public Lineage lineage() {
    Map<String, List<String>> ids = new TreeMap<>();
    for (Split split : Split.values()) {
      ids.put(
          split.name().toLowerCase(Locale.ROOT), of(split).stream().map(DecodedImage::id).toList());
    }
    return new Lineage(ids);
  }

  /** The images of one split, sorted by id; none when the split is empty. */
  public List<DecodedImage> of(Split split) {
    return images.getOrDefault(split, List.of());
  }
}
