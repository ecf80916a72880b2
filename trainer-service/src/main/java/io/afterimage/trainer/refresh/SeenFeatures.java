package io.afterimage.trainer.refresh;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.networks.onnx.Head;
import io.afterimage.trainer.refresh.Foundations.Foundation;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.refresh.FeatureReader;
import io.afterimage.training.refresh.HeadAnswers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a base sees in images: any version with the same layers below its head is answered for
 * without an image being looked at again.
 *
 * @param base SHA-256 of the base's feature graph
 * @param rows where an image's features are, by its id
 * @param foundations knows what versions' heads stand on
 */
public record SeenFeatures(String base, Map<String, Row> rows, Foundations foundations) {

  /** An image's features: a row of a matrix. */
  public record Row(FeatureMatrix features, int number) {}

  /** Remembers what it reads from another reader. For one thread. */
  static final class Recorder implements FeatureReader {

    private final FeatureReader reader;
    private final Map<String, Row> rows = new HashMap<>();

    Recorder(FeatureReader reader) {
      this.reader = reader;
    }

    @Override
    public FeatureMatrix read(List<DecodedImage> images, BooleanSupplier cancelled) {
      FeatureMatrix features = reader.read(images, cancelled);
      for (int row = 0; row < images.size(); row++) {
        rows.put(images.get(row).id(), new Row(features, row));
      }
      return features;
    }

    /** Of all images so far. */
    SeenFeatures seen(String base, Foundations foundations) {
      return new SeenFeatures(base, Map.copyOf(rows), foundations);
    }
  }

  /**
   * What a version says of images.
   *
   * @param ids of the images
   * @return the probability of each of its labels by image id; none where it has other layers below
   *     its head, and of images that are not among these
   */
  public Map<String, float[]> answers(ModelArtifact version, List<String> ids) {
    Foundation foundation;
    try {
      foundation = foundations.of(version);
    } catch (CorruptArtifactException notExportedHere) {
      return Map.of();
    }
    if (!foundation.identity().equals(base)) {
      return Map.of();
    }
    Head head = foundation.base().headless().head();
    Map<String, float[]> answers = new HashMap<>();
    for (String id : ids) {
      Row row = rows.get(id);
      if (row != null) {
        answers.put(id, HeadAnswers.probabilities(head, row.features(), row.number()));
      }
    }
    return answers;
  }
}
