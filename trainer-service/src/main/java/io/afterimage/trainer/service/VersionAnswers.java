package io.afterimage.trainer.service;

import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.validation.HeldOutImages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What published versions say of labelled images, in the engine that serves them, and what they
 * were made with.
 *
 * @param versions the published versions
 * @param lineages what they were made with
 * @param sets decodes the images
 * @param serving the engine that serves
 * @param decisions how the pipeline decides on its answers
 */
record VersionAnswers(
    Versions versions,
    KnownLineages lineages,
    ImageSets sets,
    InferenceEngine serving,
    DecisionRule decisions) {

  /**
   * Puts images to a version, whose file is held only meanwhile.
   *
   * @return the answer by example id; an image that cannot be decoded has none
   */
  Map<String, String> labels(Announced version, List<Example> examples) {
    ModelArtifact model = versions.file(version);
    List<String> known = model.manifest().labels();
    List<String> named = examples.stream().map(Example::label).distinct().toList();
    HeldOutImages held = sets.heldOut(examples, named, model.manifest().input(), answered -> false);
    Map<String, String> labels = new HashMap<>();
    try (ImageGraph graph = serving.load(model.onnx())) {
      held.run(
          graph,
          (image, row) ->
              labels.put(held.images().get(image).id(), decisions.decide(known, row).label()));
    }
    return labels;
  }

  /**
   * What versions were made with, as far as that is recorded.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when it cannot be read
   */
  List<Lineage> lineages(Announced... of) {
    Set<String> files = Stream.of(of).map(Announced::sha256).collect(Collectors.toSet());
    return List.copyOf(lineages.find(files).values());
  }
}
