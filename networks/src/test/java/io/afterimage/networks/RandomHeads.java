package io.afterimage.networks;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.onnx.Head;
import io.afterimage.networks.onnx.OnnxGraphs;
import io.afterimage.schemas.events.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Models that cost what trained ones cost and know nothing: MobileNetV2 with its real base under a
 * random head. For the tests and benchmarks of all modules.
 *
 * @param labels what a model answers with
 * @param input what it takes
 */
public record RandomHeads(List<String> labels, InputSpec input) {

  private static final int FEATURES = 1280;

  /** Another seed makes another model. */
  public ModelArtifact withHead(long seed) {
    Random random = new Random(seed);
    int logits = Head.logits(labels.size());
    float[] weight = new float[logits * FEATURES];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian() * 0.1f;
    }
    Head head =
        new Head(
            new Tensor(new long[] {logits, FEATURES}, weight),
            new Tensor(new long[] {logits}, new float[logits]));
    byte[] onnx =
        OnnxGraphs.classifier(
            KnownBackbone.MOBILENETV2.shippedTable(),
            KnownBackbone.MOBILENETV2.shippedWeights(),
            head,
            labels,
            input);
    return unpublished(onnx, "random head " + seed);
  }

  /** Any bytes under a manifest that tells the truth about their length and hash alone. */
  public ModelArtifact unpublished(byte[] onnx, String fingerprint) {
    return unpublished(onnx, fingerprint, onnx.length);
  }

  /** Nothing, under a manifest that claims so many bytes. */
  public ModelArtifact claiming(long bytes) {
    return unpublished(new byte[0], "a claim", bytes);
  }

  private ModelArtifact unpublished(byte[] onnx, String fingerprint, long bytes) {
    return new ModelArtifact(
        new Manifest(
            Manifest.UNPUBLISHED,
            labels,
            input,
            Normalisation.IMAGENET,
            KnownBackbone.MOBILENETV2.code(),
            Optional.empty(),
            fingerprint,
            Map.of(),
            Instant.EPOCH,
            Sha256.of(onnx),
            bytes),
        onnx);
  }
}
