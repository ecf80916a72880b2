package io.afterimage.console.why;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.networks.onnx.HeadlessModel;
import io.afterimage.schemas.events.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Explains one answer: loads the version for it, and lets go of it afterwards, so that no native
 * memory is held while nobody asks. For one thread.
 */
final class Explainer {

  /** How much of the work is the covering of parts; the rest is comparing. */
  private static final double COVERING = 0.4;

  private final Function<String, ModelArtifact> versions;
  private final Supplier<ImageSource> images;
  private final ImageDecoder decoder;
  private final Supplier<InferenceEngine> engine;
  private final NearestExamples nearest;

  /** What cannot be explained, for a person. */
  static final class UnexplainedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnexplainedException(String message) {
      super(message);
    }
  }

  /**
   * From these.
   *
   * @param versions reads a version's artefact
   * @param engine made when it is first needed, since that loads native code
   */
  Explainer(
      Function<String, ModelArtifact> versions,
      Supplier<ImageSource> images,
      ImageDecoder decoder,
      Supplier<InferenceEngine> engine,
      NearestExamples nearest) {
    this.versions = versions;
    this.images = images;
    this.decoder = decoder;
    this.engine = engine;
    this.nearest = nearest;
  }

  /**
   * Explains.
   *
   * @param progress told what is known so far
   * @param cancelled asked now and then
   * @throws java.util.concurrent.CancellationException when cancelled
   * @throws UnexplainedException when image or version are gone or cannot be read
   */
  Explanation explain(
      Question question, Consumer<Explanation> progress, BooleanSupplier cancelled) {
    ModelArtifact version = versions.apply(question.version());
    InputSpec input = version.manifest().input();
    byte[] rgb = pixels(question, input);
    Explanation covered;
    try (ImageGraph graph = engine.get().load(version.onnx())) {
      Occlusion.Heat heat =
          new Occlusion(graph, input)
              .measure(
                  rgb,
                  share -> progress.accept(Explanation.in("working", share * COVERING)),
                  cancelled);
      covered =
          new Explanation(
              "working",
              COVERING,
              Optional.empty(),
              Optional.of(version.manifest().labels().get(heat.answer())),
              Optional.of(heat.probability()),
              Optional.of(heat.drops()),
              List.of(),
              0);
    }
    progress.accept(covered);
    return compared(version, rgb, covered, progress, cancelled);
  }

  private Explanation compared(
      ModelArtifact version,
      byte[] rgb,
      Explanation covered,
      Consumer<Explanation> progress,
      BooleanSupplier cancelled) {
    byte[] base;
    try {
      base = HeadlessModel.of(version).featureGraph();
    } catch (CorruptArtifactException notExportedHere) {
      return with(covered, "done", 1, new NearestExamples.Found(List.of(), 0));
    }
    try (ImageGraph graph = engine.get().load(base)) {
      NearestExamples.Found found =
          nearest.find(
              Sha256.of(base),
              graph,
              version.manifest().input(),
              rgb,
              done ->
                  progress.accept(
                      with(
                          covered,
                          "working",
                          Math.min(0.99, COVERING + (1 - COVERING) * done / NearestExamples.MOST),
                          new NearestExamples.Found(List.of(), done))),
              cancelled);
      return with(covered, "done", 1, found);
    }
  }

  private static Explanation with(
      Explanation covered, String state, double share, NearestExamples.Found found) {
    return new Explanation(
        state,
        share,
        Optional.empty(),
        covered.label(),
        covered.probability(),
        covered.heat(),
        found.nearest(),
        found.compared());
  }

  private byte[] pixels(Question question, InputSpec input) {
    AtomicReference<Fetched> found = new AtomicReference<>();
    try (ImageSource source = images.get()) {
      source.fetch(List.of(question.picture()), (pointer, fetched) -> found.set(fetched));
    }
    if (found.get() instanceof Fetched.Gone gone) {
      throw new UnexplainedException("the image is no longer there: " + gone.why());
    }
    byte[] encoded = ((Fetched.Found) found.get()).image();
    if (encoded != null
        && question.sha256().filter(digest -> !digest.equals(Sha256.of(encoded))).isPresent()) {
      throw new UnexplainedException("another image lies there by now");
    }
    Decoded decoded = decoder.decode(encoded, input);
    if (decoded instanceof Decoded.Refused refused) {
      throw new UnexplainedException(
          "the image is refused: %s: %s".formatted(refused.reason().code(), refused.detail()));
    }
    return ((Decoded.Pixels) decoded).rgb();
  }
}
