package io.afterimage.trainer.refresh;

import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.NearTwins;
import io.afterimage.training.head.TwinGroups;
import io.afterimage.training.head.TwinSearch;
import io.afterimage.training.refresh.FeatureReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Which examples are near twins.
 *
 * @param rows the row of an example by its id
 * @param twins of the rows
 */
public record ImageTwins(Map<String, Integer> rows, NearTwins twins) {

  /** Copies the map. */
  public ImageTwins {
    rows = Map.copyOf(rows);
  }

  /** Among all images of a set; empty where none are looked for. */
  static Optional<ImageTwins> find(
      TrainingSet images, FeatureReader reader, TwinSearch search, BooleanSupplier cancelled) {
    List<DecodedImage> all = all(images);
    if (!search.covers(all.size())) {
      return Optional.empty();
    }
    Map<String, Integer> rows = new HashMap<>();
    all.forEach(image -> rows.put(image.id(), rows.size()));
    return search
        .in(reader.read(all, cancelled), cancelled)
        .map(twins -> new ImageTwins(rows, twins));
  }

  private static List<DecodedImage> all(TrainingSet images) {
    List<DecodedImage> all = new ArrayList<>();
    for (Split split : Split.values()) {
      all.addAll(images.of(split));
    }
    return all;
  }

  /** The same set, whose images without a group are grouped with their twins. */
  TrainingSet grouped(TrainingSet images) {
    List<DecodedImage> all = all(images);
    List<String> groups =
        TwinGroups.of(
            twins,
            all.stream().map(DecodedImage::id).toList(),
            all.stream().map(DecodedImage::group).toList(),
            all.stream().map(DecodedImage::label).toList());
    Map<Split, List<DecodedImage>> grouped = new EnumMap<>(Split.class);
    int row = 0;
    for (Split split : Split.values()) {
      List<DecodedImage> ofSplit = new ArrayList<>();
      for (DecodedImage image : images.of(split)) {
        ofSplit.add(new DecodedImage(image.id(), image.label(), groups.get(row++), image.pixels()));
      }
      grouped.put(split, List.copyOf(ofSplit));
    }
    return new TrainingSet(
        images.labels(), images.input(), grouped, images.skipped(), images.fingerprint());
  }

  /** The examples that have a near twin, other than themselves, among these. */
  public Set<String> ofAny(Collection<String> ids) {
    BitSet among = new BitSet();
    ids.stream().map(rows::get).filter(row -> row != null).forEach(among::set);
    Set<String> found = new HashSet<>();
    rows.forEach(
        (id, row) -> {
          if (twins.hasTwinAmong(row, among)) {
            found.add(id);
          }
        });
    return found;
  }
}
