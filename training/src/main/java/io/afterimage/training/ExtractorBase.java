package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.FeatureExtractor;
import io.afterimage.schemas.events.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network that somebody else exported: it stays frozen.
 *
 * @param extractor for images of the size that it was parsed for
 */
public record ExtractorBase(FeatureExtractor extractor) implements Base {

  @Override
  public String name() {
    return extractor.source();
  }

  @Override
  public String identity() {
    return Sha256.of(extractor.model().toByteArray()) + extractor.preprocessing();
  }

  @Override
  public Normalisation normalisation() {
    return extractor.preprocessing().normalisation();
  }

  @Override
  public int features() {
    return extractor.features();
  }

  @Override
  public Map<String, Tensor> weights() {
    return Map.of();
  }

  @Override
  public byte[] featureGraph(InputSpec input) {
    requireOwn(input);
    return extractor.featureGraph();
  }

  @Override
  public byte[] classifier(Map<String, Tensor> learned, List<String> labels, InputSpec input) {
    requireOwn(input);
    return extractor.classifier(HeadSpec.head(learned), labels);
  }

  @Override
  public Optional<PretrainedBase> learnable() {
    return Optional.empty();
  }

  private void requireOwn(InputSpec input) {
    if (!extractor.input().equals(input)) {
      throw new IllegalArgumentException(
          "%s takes images of %s, not %s".formatted(name(), extractor.input(), input));
    }
  }
}
