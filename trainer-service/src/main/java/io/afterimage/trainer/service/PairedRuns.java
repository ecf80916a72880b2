package io.afterimage.trainer.service;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Probabilities;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.trainer.guardrails.PairedAnswer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Puts encoded images to two published versions, side by side in the engine that serves.
 *
 * @param versions the published versions
 * @param decoder as serving has it
 * @param serving the engine that serves
 * @param decisions how the pipeline decides on its answers
 */
record PairedRuns(
    Versions versions, ImageDecoder decoder, InferenceEngine serving, DecisionRule decisions) {

  /** Small, so that a few images are several times of both. */
  private static final int BATCH = 8;

  /** One of both, loaded. */
  private record Side(
      ModelArtifact model, ImageGraph graph, ByteBuffer images, DecisionRule decisions)
      implements AutoCloseable {

    static Side of(ModelArtifact model, PairedRuns runs) {
      int bytes = BATCH * model.manifest().input().bytesPerImage();
      ImageGraph graph = runs.serving().load(model.onnx());
      return new Side(model, graph, ByteBuffer.allocateDirect(bytes), runs.decisions());
    }

    /** What it says of each, and the time per image. */
    Said run(List<byte[]> batch) {
      images.clear();
      batch.forEach(images::put);
      images.flip();
      long from = System.nanoTime();
      float[][] rows = graph.outputs(images, batch.size()).rows();
      double millis = (System.nanoTime() - from) / 1e6 / batch.size();
      List<String> labels = model.manifest().labels();
      List<Optional<String>> said = new ArrayList<>();
      for (float[] row : rows) {
        said.add(
            Probabilities.fault(row, labels.size()).isPresent()
                ? Optional.empty()
                : Optional.of(decisions.decide(labels, row).label()));
      }
      return new Said(said, millis);
    }

    @Override
    public void close() {
      graph.close();
    }
  }

  private record Said(List<Optional<String>> labels, double millis) {}

  /**
   * The answers of a version beside another one's. Images that cannot be decoded are left out.
   *
   * @param images hands over encoded images, each of which is decoded at once and not kept
   * @throws io.afterimage.models.CorruptArtifactException when a file cannot be read
   */
  List<PairedAnswer> answers(
      Announced version, Announced other, Consumer<Consumer<byte[]>> images) {
    ModelArtifact model = versions.file(version);
    ModelArtifact beside = versions.file(other);
    List<byte[]> own = new ArrayList<>();
    List<byte[]> others = new ArrayList<>();
    images.accept(
        image -> {
          if (decoder.decode(image, model.manifest().input()) instanceof Decoded.Pixels mine
              && decoder.decode(image, beside.manifest().input())
                  instanceof Decoded.Pixels theirs) {
            own.add(mine.rgb());
            others.add(theirs.rgb());
          }
        });
    return own.isEmpty() ? List.of() : run(model, own, beside, others);
  }

  private List<PairedAnswer> run(
      ModelArtifact model, List<byte[]> own, ModelArtifact beside, List<byte[]> others) {
    List<PairedAnswer> answers = new ArrayList<>();
    try (Side first = Side.of(model, this);
        Side second = Side.of(beside, this)) {
      first.run(own.subList(0, Math.min(BATCH, own.size())));
      second.run(others.subList(0, Math.min(BATCH, others.size())));
      for (int from = 0; from < own.size(); from += BATCH) {
        int to = Math.min(own.size(), from + BATCH);
        boolean ownFirst = from / BATCH % 2 == 0;
        Said before = (ownFirst ? first : second).run((ownFirst ? own : others).subList(from, to));
        Said after = (ownFirst ? second : first).run((ownFirst ? others : own).subList(from, to));
        answers.addAll(paired(ownFirst ? before : after, ownFirst ? after : before));
      }
    }
    return answers;
  }

  private static List<PairedAnswer> paired(Said own, Said other) {
    return IntStream.range(0, own.labels().size())
        .mapToObj(
            image ->
                new PairedAnswer(
                    own.labels().get(image),
                    other.labels().get(image),
                    own.millis(),
                    other.millis()))
        .toList();
  }
}
