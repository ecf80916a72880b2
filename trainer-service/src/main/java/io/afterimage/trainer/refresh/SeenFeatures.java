package io.afterimage.trainer.refresh;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.networks.onnx.Head;
import io.afterimage.networks.onnx.HeadlessModel;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.training.Base;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.refresh.FeatureReader;
import io.afterimage.training.refresh.HeadAnswers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a base sees in images: any version with the same layers below its head is answered for
 * without an image being looked at again.
 *
 * @param base SHA-256 of the base's feature graph
 * @param rows the row of an image by its id
 * @param features a row for each image
 */
public record SeenFeatures(String base, Map<String, Integer> rows, FeatureMatrix features) {

  /** Of all images of a set. */
  static SeenFeatures of(
      Base base, TrainingSet images, FeatureReader reader, BooleanSupplier cancelled) {
    List<DecodedImage> all = new ArrayList<>();
    Map<String, Integer> rows = new HashMap<>();
    for (Split split : Split.values()) {
      for (DecodedImage image : images.of(split)) {
        rows.put(image.id(), all.size());
        all.add(image);
      }
    }
    return new SeenFeatures(
        Sha256.of(base.featureGraph(images.input())), rows, reader.read(all, cancelled));
  }

  /**
   * What a version says of images.
   *
   * @param ids of the images
   * @return the probability of each of its labels by image id; none where it has other layers below
   *     its head, and of images that are not among these
   */
  public Map<String, float[]> answers(ModelArtifact version, List<String> ids) {
    HeadlessModel headless;
    try {
      headless = HeadlessModel.of(version);
    } catch (CorruptArtifactException notExportedHere) {
      return Map.of();
    }
    if (!Sha256.of(headless.featureGraph()).equals(base)) {
      return Map.of();
    }
    Head head = headless.head();
    Map<String, float[]> answers = new HashMap<>();
    for (String id : ids) {
      Integer row = rows.get(id);
      if (row != null) {
        answers.put(id, HeadAnswers.probabilities(head, features, row));
      }
    }
    return answers;
  }
}
