package io.afterimage.trainer.refresh;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.InputSpec;
import io.afterimage.models.Lineage;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.refresh.Foundations.Foundation;
import io.afterimage.training.Base;
import io.afterimage.training.FrozenGraphs;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.head.TwinSearch;
import io.afterimage.training.refresh.HeadRefresh;
import io.afterimage.training.refresh.RefreshedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fits the head of the active version again: on what this version sees in the examples, which is
 * kept on disk, so that only new examples go through its layers. Thread-safe, one run at a time.
 *
 * @param pretrained the base of the head if no version is active
 * @param frozen runs the layers below the head
 * @param refresh fits the head
 * @param search looks for near twins
 * @param resources what may be used of the machine
 * @param decoder as serving has it
 * @param folder where features are kept
 * @param foundations knows what versions' heads stand on
 */
public record RefreshTraining(
    Base pretrained,
    FrozenGraphs frozen,
    HeadRefresh refresh,
    TwinSearch search,
    Resources resources,
    ImageDecoder decoder,
    Path folder,
    Foundations foundations) {

  /** Knowing no version yet. */
  public RefreshTraining(
      Base pretrained,
      FrozenGraphs frozen,
      HeadRefresh refresh,
      TwinSearch search,
      Resources resources,
      ImageDecoder decoder,
      Path folder) {
    this(pretrained, frozen, refresh, search, resources, decoder, folder, new Foundations());
  }

  /**
   * The result of a refresh.
   *
   * @param model the candidate
   * @param images what it was made with
   * @param seen what it sees in them
   * @param twins which of them are near twins, where they are looked for
   */
  public record Refreshed(
      RefreshedModel model, TrainingSet images, SeenFeatures seen, Optional<ImageTwins> twins) {

    /**
     * Validation images are learned as well, and images whose labels look wrong took part in it:
     * what is left over for others to judge by would otherwise be mostly doubtful.
     */
    public Lineage lineage() {
      List<String> tested = images.of(Split.TEST).stream().map(DecodedImage::id).toList();
      return new Lineage(Map.of(Lineage.TRAIN, learned(images), "test", tested))
          .withLabels(model.labels());
    }
  }

  /**
   * SHA-256 of the graph that a head would stand on.
   *
   * @param usual the size of images where no version is active
   * @throws io.afterimage.models.CorruptArtifactException when the active version was not exported
   *     here
   */
  public String baseIdentity(Optional<ModelArtifact> active, InputSpec usual) {
    return active
        .map(version -> foundations.of(version).identity())
        .orElseGet(() -> foundations.identity(pretrained, usual));
  }

  private static InputSpec size(Optional<ModelArtifact> active, InputSpec usual) {
    return active.map(model -> model.manifest().input()).orElse(usual);
  }

  /**
   * Runs on the calling thread.
   *
   * @param dataset says which classes and examples count
   * @param examples all of the data set's at least
   * @param active the version to start from
   * @param usual the size of images where no version is active
   * @throws io.afterimage.training.dataset.DatasetException when a class has nothing to learn from
   * @throws io.afterimage.models.CorruptArtifactException when the active version was not exported
   *     here
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public Refreshed run(
      Dataset dataset,
      List<Example> examples,
      Optional<ModelArtifact> active,
      InputSpec usual,
      BooleanSupplier cancelled) {
    Optional<Foundation> foundation = active.map(foundations::of);
    Base base = foundation.<Base>map(Foundation::base).orElse(pretrained);
    String identity = baseIdentity(active, usual);
    InputSpec input = size(active, usual);
    Map<String, Example> byId = byId(examples);
    String ofPretrained = foundations.identity(pretrained, input);
    CachedFeatures.keepOnly(folder, List.of(identity, ofPretrained));
    try (CachedFeatures features = open(identity, base, input, byId)) {
      TrainingSet read =
          new ExampleImages(decoder, input, features::has).read(dataset, byId, cancelled);
      TrainingSetReader.requireEnough(read);
      Optional<ImageTwins> twins =
          identity.equals(ofPretrained)
              ? ImageTwins.find(read, features, search, cancelled)
              : twins(read, byId, cancelled);
      TrainingSet images = twins.map(found -> found.grouped(read)).orElse(read);
      SeenFeatures.Recorder recorder = new SeenFeatures.Recorder(features);
      RefreshedModel model =
          refresh.run(
              base,
              images,
              recorder,
              foundation.flatMap(version -> start(version, images.labels())),
              twins.map(found -> found.ofAny(learned(images))).orElse(Set.of()),
              cancelled);
      return new Refreshed(model, images, recorder.seen(identity, foundations), twins);
    }
  }

  /**
   * Which examples are near twins, by the features that refreshes keep; those of others are
   * computed first.
   *
   * @return empty where they are not looked for
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public Optional<ImageTwins> twins(
      Dataset dataset,
      List<Example> examples,
      Optional<ModelArtifact> active,
      InputSpec usual,
      BooleanSupplier cancelled) {
    if (!search.covers(dataset.images().size())) {
      return Optional.empty();
    }
    InputSpec input = size(active, usual);
    Map<String, Example> byId = byId(examples);
    try (CachedFeatures features =
        open(foundations.identity(pretrained, input), pretrained, input, byId)) {
      TrainingSet images =
          new ExampleImages(decoder, input, features::has).read(dataset, byId, cancelled);
      return ImageTwins.find(images, features, search, cancelled);
    }
  }

  /** By what the pretrained base sees: one that was fine-tuned for few classes tells less apart. */
  private Optional<ImageTwins> twins(
      TrainingSet images, Map<String, Example> byId, BooleanSupplier cancelled) {
    InputSpec input = images.input();
    try (CachedFeatures features =
        open(foundations.identity(pretrained, input), pretrained, input, byId)) {
      return ImageTwins.find(images, features, search, cancelled);
    }
  }

  private static Map<String, Example> byId(List<Example> examples) {
    return examples.stream().collect(Collectors.toMap(Example::id, Function.identity()));
  }

  private CachedFeatures open(
      String identity, Base base, InputSpec input, Map<String, Example> byId) {
    CachedFeatures features =
        new CachedFeatures(
            folder, identity, base, input, frozen, resources, id -> byId.get(id).image().sha256());
    features.retain(byId.keySet());
    return features;
  }

  private static List<String> learned(TrainingSet images) {
    return Stream.of(Split.TRAIN, Split.VALIDATION)
        .flatMap(split -> images.of(split).stream())
        .map(DecodedImage::id)
        .toList();
  }

  /** The active version's head, where it is one for the very same classes that was fitted so. */
  private static Optional<HeadFitting.Start> start(Foundation version, List<String> labels) {
    Manifest manifest = version.base().manifest();
    return Optional.ofNullable(manifest.scores().get(HeadRefresh.L2))
        .filter(l2 -> manifest.labels().equals(labels))
        .map(
            l2 ->
                new HeadFitting.Start(
                    version.base().headless().head(),
                    l2,
                    manifest.scores().getOrDefault(HeadRefresh.L2_EXAMPLES, 0.0).intValue(),
                    manifest.scores().getOrDefault(HeadRefresh.L2_KEPT, 0.0).intValue()));
  }
}
