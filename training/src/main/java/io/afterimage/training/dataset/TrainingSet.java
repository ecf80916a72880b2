package io.afterimage.training.dataset;

import io.afterimage.images.InputSpec;
import io.afterimage.models.Lineage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a training run sees. Kept in memory, its pictures take {@link
 * InputSpec#bytesPerPicture()} bytes each; {@link PictureMemory} says whether they are.
 *
 * @param labels the classes: a picture's label is an index into them
 * @param input the size of the pictures
 * @param pictures those of each split, sorted by id
 * @param skipped files that could not be used, sorted by id
 * @param fingerprint SHA-256 over the ids, labels and encoded bytes of the training pictures, in
 *     lower-case hexadecimal; the order of reading does not count
 */
public record TrainingSet(
    List<String> labels,
    InputSpec input,
    Map<Split, List<DecodedPicture>> pictures,
    List<SkippedPicture> skipped,
    String fingerprint) {

  /** Copies the collections. */
  public TrainingSet {
    labels = List.copyOf(labels);
    pictures = Map.copyOf(pictures);
    skipped = List.copyOf(skipped);
  }

  /** The same, with the files that could not be used when more was read. */
  public TrainingSet withSkipped(List<SkippedPicture> others) {
    return new TrainingSet(labels, input, pictures, others, fingerprint);
  }

  /** Which pictures a model of this set is made with, and what for. */
  public Lineage lineage() {
    Map<String, List<String>> ids = new TreeMap<>();
    for (Split split : Split.values()) {
      ids.put(
          split.name().toLowerCase(Locale.ROOT),
          of(split).stream().map(DecodedPicture::id).toList());
    }
    return new Lineage(ids);
  }

  /** The pictures of one split, sorted by id; none when the split is empty. */
  public List<DecodedPicture> of(Split split) {
    return pictures.getOrDefault(split, List.of());
  }
}
