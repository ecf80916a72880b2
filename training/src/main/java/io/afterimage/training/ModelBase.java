package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.HeadlessModel;
import io.afterimage.schemas.events.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model of this project without its head: it stays frozen. Its features equal the model's bit for
 * bit.
 *
 * @param headless its nodes
 * @param manifest of the model
 */
public record ModelBase(HeadlessModel headless, Manifest manifest) implements Base {

  /**
   * Takes the head off.
   *
   * @throws io.afterimage.models.CorruptArtifactException when the file was not exported here
   */
  public static ModelBase of(ModelArtifact model) {
    return new ModelBase(HeadlessModel.of(model), model.manifest());
  }

  @Override
  public String name() {
    return manifest.backbone();
  }

  @Override
  public String identity() {
    return Sha256.of(headless.featureGraph());
  }

  @Override
  public Normalisation normalisation() {
    return manifest.normalisation();
  }

  @Override
  public int features() {
    return headless.width();
  }

  @Override
  public Map<String, Tensor> weights() {
    return Map.of();
  }

  @Override
  public byte[] featureGraph(InputSpec input) {
    requireOwn(input);
    return headless.featureGraph();
  }

  @Override
  public byte[] classifier(Map<String, Tensor> learned, List<String> labels, InputSpec input) {
    requireOwn(input);
    return headless.classifier(HeadSpec.head(learned), labels);
  }

  @Override
  public Optional<PretrainedBase> learnable() {
    return Optional.empty();
  }

  private void requireOwn(InputSpec input) {
    if (!manifest.input().equals(input)) {
      throw new IllegalArgumentException(
          "version %s takes images of %s, not %s"
              .formatted(manifest.version(), manifest.input(), input));
    }
  }
}
