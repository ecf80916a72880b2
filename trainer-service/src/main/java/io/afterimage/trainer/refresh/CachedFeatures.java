package io.afterimage.trainer.refresh;

import io.afterimage.images.InputSpec;
import io.afterimage.training.Base;
import io.afterimage.training.FrozenGraphs;
import io.afterimage.training.ImageFeatures;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.refresh.FeatureReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features of images by one base, each computed once and kept on disk: a run takes as long as
 * what is new needs. Used by one thread; closed by the caller.
 */
final class CachedFeatures implements FeatureReader, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CachedFeatures.class);
  private static final String SUFFIX = ".features";

  /** Features are saved after this many images, so that a cancelled run loses little. */
  private static final int KEPT_AFTER = 256;

  private final Base base;
  private final InputSpec input;
  private final FrozenGraphs frozen;
  private final Resources resources;
  private final UnaryOperator<String> digests;
  private final FeatureFile file;

  /**
   * Opens those of one base.
   *
   * @param folder created if missing
   * @param identity SHA-256 of the base's feature graph
   * @param digests SHA-256 of an image by its id
   */
  CachedFeatures(
      Path folder,
      String identity,
      Base base,
      InputSpec input,
      FrozenGraphs frozen,
      Resources resources,
      UnaryOperator<String> digests) {
    this.base = base;
    this.input = input;
    this.frozen = frozen;
    this.resources = resources;
    this.digests = digests;
    this.file = new FeatureFile(folder.resolve(identity + SUFFIX), base.features());
  }

  /** Removes the features of all bases but those of these graphs. */
  static void keepOnly(Path folder, List<String> identities) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Set<String> names =
        identities.stream().map(identity -> identity + SUFFIX).collect(Collectors.toSet());
    try (Stream<Path> all = Files.list(folder)) {
      for (Path other :
          all.filter(path -> !names.contains(path.getFileName().toString())).toList()) {
        Files.delete(other);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove old features in " + folder + ": " + e, e);
    }
  }

  /** Whether an image's features are known. */
  boolean has(String id) {
    return file.has(digests.apply(id));
  }

  /** Forgets the features of all other images, once they are most of the file. */
  void retain(Collection<String> ids) {
    file.retain(ids.stream().map(digests).toList());
  }

  @Override
  public FeatureMatrix read(List<DecodedImage> images, BooleanSupplier cancelled) {
    compute(images, cancelled);
    FeatureMatrix matrix = new FeatureMatrix(base.features());
    for (DecodedImage image : images) {
      matrix.add(file.find(digests.apply(image.id())).orElseThrow());
    }
    return matrix;
  }

  private void compute(List<DecodedImage> images, BooleanSupplier cancelled) {
    Set<String> seen = new HashSet<>();
    List<DecodedImage> missing = new ArrayList<>();
    for (DecodedImage image : images) {
      String digest = digests.apply(image.id());
      if (!file.has(digest) && seen.add(digest)) {
        missing.add(image);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    log.atInfo().addKeyValue("images", missing.size()).log("computing features");
    try (ImageFeatures features = new ImageFeatures(base, input, frozen, resources)) {
      for (int from = 0; from < missing.size(); from += KEPT_AFTER) {
        List<DecodedImage> some =
            missing.subList(from, Math.min(from + KEPT_AFTER, missing.size()));
        FeatureMatrix rows = new FeatureMatrix(base.features());
        features.addTo(rows, some, done -> {}, cancelled);
        for (int row = 0; row < some.size(); row++) {
          file.put(digests.apply(some.get(row).id()), rows.row(row));
        }
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
