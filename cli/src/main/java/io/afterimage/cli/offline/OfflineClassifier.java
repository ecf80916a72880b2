package io.afterimage.cli.offline;

import io.afterimage.images.DecodeMemory;
import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.images.Wrapping;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Novelty;
import io.afterimage.models.classifier.Probabilities;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.GraphOutput;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One loaded model, on the processor. Owns native memory until closed. For one thread. */
public final class OfflineClassifier implements AutoCloseable {

  private final Manifest manifest;
  private final ImageGraph graph;
  private final ImageDecoder decoder;
  private final ByteBuffer image;

  private OfflineClassifier(Manifest manifest, ImageGraph graph, ImageDecoder decoder) {
    this.decoder = decoder;
    this.manifest = manifest;
    this.graph = graph;
    this.image = ByteBuffer.allocateDirect(manifest.input().bytesPerImage());
  }

  /**
   * Loads the model.
   *
   * @param unwrap the wrappings around images that are opened
   * @throws io.afterimage.models.CorruptArtifactException when it is none
   */
  public static OfflineClassifier load(ModelArtifact artifact, Set<Wrapping> unwrap) {
    return new OfflineClassifier(
        artifact.manifest(),
        new OnnxRuntimeEngine(new Device.Cpu()).load(artifact.onnx()),
        new ImageDecoder(ImageLimits.DEFAULT, unwrap, DecodeMemory.ofProcess()));
  }

  /** Classifies one file; whatever is wrong with it is part of the answer. */
  public OfflineAnswer classify(Path file) {
    byte[] encoded;
    try {
      encoded = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new OfflineAnswer.Failed(file.toString(), "no such file");
    } catch (IOException e) {
      return new OfflineAnswer.Failed(file.toString(), "cannot be read: " + e.getMessage());
    }
    InputSpec input = manifest.input();
    Decoded decoded = decoder.decode(encoded, input);
    if (decoded instanceof Decoded.Refused refused) {
      return new OfflineAnswer.Failed(
          file.toString(), refused.reason().code() + ": " + refused.detail());
    }
    image.clear().put(((Decoded.Pixels) decoded).rgb());
    return answer(file, graph.outputs(image, 1));
  }

  @Override
  public void close() {
    graph.close();
  }

  private OfflineAnswer answer(Path file, GraphOutput output) {
    float[] probabilities = output.rows()[0];
    Map<String, Double> scores = new LinkedHashMap<>();
    for (int i = 0; i < probabilities.length; i++) {
      scores.put(manifest.labels().get(i), (double) probabilities[i]);
    }
    int best = Probabilities.best(probabilities);
    Optional<Novelty> novelty = output.novelty().flatMap(all -> Novelty.of(all[0], manifest));
    return new OfflineAnswer.Classified(
        file.toString(),
        manifest.labels().get(best),
        probabilities[best],
        scores,
        novelty.map(Novelty::score),
        novelty.flatMap(Novelty::unknown));
  }
}
