package io.afterimage.trainer.service;

import io.afterimage.models.ClassNames;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.LabelReview;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.refresh.ImageTwins;
import io.afterimage.trainer.refresh.RefreshTraining;
import io.afterimage.trainer.refresh.RefreshTraining.Refreshed;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a candidate from examples: by the schedule, or with another head on the active version.
 *
 * @param sets decodes the examples
 * @param training runs the schedule
 * @param refreshing fits heads
 * @param checks verifies the exported file
 * @param versions knows the active one
 * @param clock stamps progress
 */
record CandidateMaker(
    ImageSets sets,
    CandidateTraining training,
    RefreshTraining refreshing,
    Examination checks,
    Versions versions,
    InstantSource clock) {

  private static final Logger log = LoggerFactory.getLogger(CandidateMaker.class);

  /** A candidate, and which examples it was made with. */
  record Made(Candidate candidate, Lineage lineage) {}

  /**
   * Tells runs apart that may learn something else from the same examples.
   *
   * @throws RunRefusedException naming every override that is out of range, or saying why training
   *     cannot start from the active version
   */
  String identity(Command.Retrain command) {
    try {
      if (command.isRefresh()) {
        return "refresh on "
            + refreshing.baseIdentity(versions.active(), sets.input())
            + refreshing.refresh().fitting().handling().mark()
            + refreshing.search().mark();
      }
      return training.identity(command.overrides(), versions::active);
    } catch (IllegalArgumentException e) {
      throw new RunRefusedException(e.getMessage());
    } catch (CorruptArtifactException e) {
      throw new RunRefusedException(
          "%s: train one with 'afterimage control retrain'".formatted(e.getMessage()));
    }
  }

  /**
   * Makes it, on the calling thread.
   *
   * @param checkpoints where the schedule leaves its state
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  Made make(
      Command.Retrain command,
      Dataset dataset,
      List<Example> examples,
      Checkpoints checkpoints,
      Consumer<Reply.Progress> progress,
      BooleanSupplier cancelled) {
    log.atInfo()
        .addKeyValue("run", command.commandId())
        .addKeyValue("images", dataset.sizes())
        .addKeyValue("labels", ClassNames.inWords(dataset.labels()))
        .addKeyValue("leftOut", ClassSizes.inWords(dataset.leftOut()))
        .log(command.isRefresh() ? "refresh begins" : "training begins");
    return command.isRefresh()
        ? refreshed(dataset, examples, cancelled)
        : trained(command, dataset, examples, checkpoints, progress, cancelled);
  }

  private Made refreshed(Dataset dataset, List<Example> examples, BooleanSupplier cancelled) {
    Refreshed refreshed =
        refreshing.run(dataset, examples, versions.active(), sets.input(), cancelled);
    return new Made(
        new Candidate(
            withCounts(checks.requireFaithful(refreshed), refreshed, examples),
            refreshed.model().answers(),
            Optional.of(refreshed.seen()),
            refreshed.twins(),
            refreshed.model().labels()),
        withDigests(refreshed.lineage(), examples));
  }

  private Made trained(
      Command.Retrain command,
      Dataset dataset,
      List<Example> examples,
      Checkpoints checkpoints,
      Consumer<Reply.Progress> progress,
      BooleanSupplier cancelled) {
    int epochs = training.epochs(command.overrides());
    TrainingSet images = sets.trainingSet(dataset, cancelled);
    TrainingResult trained =
        training.run(
            images,
            command.overrides(),
            versions::active,
            checkpoints,
            new ProgressReplies(command.commandId(), epochs, progress, clock),
            cancelled);
    Optional<ImageTwins> twins = twins(dataset, examples, cancelled);
    List<String> learned = images.of(Split.TRAIN).stream().map(DecodedImage::id).toList();
    ModelArtifact model =
        checks.requireFaithful(
            trained, images, twins.map(found -> found.ofAny(learned)).orElse(Set.of()));
    return new Made(
        Candidate.of(model, twins, trained.labels()),
        withDigests(images.lineage().withLabels(trained.labels()), examples));
  }

  /**
   * A candidate of a model that an earlier attempt trained by the schedule, and checked.
   *
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  Candidate finished(
      ModelArtifact model, Dataset dataset, List<Example> examples, BooleanSupplier cancelled) {
    return Candidate.of(model, twins(dataset, examples, cancelled), Optional.empty());
  }

  private Optional<ImageTwins> twins(
      Dataset dataset, List<Example> examples, BooleanSupplier cancelled) {
    return refreshing.twins(dataset, examples, versions.active(), sets.input(), cancelled);
  }

  /** With the number of examples of each class that were learned; those left out were not. */
  private static ModelArtifact withCounts(
      ModelArtifact model, Refreshed refreshed, List<Example> examples) {
    Set<String> learned = new HashSet<>(refreshed.lineage().learned());
    refreshed.model().labels().stream()
        .flatMap(review -> review.suspects().stream())
        .filter(LabelReview.Suspect::leftOut)
        .forEach(suspect -> learned.remove(suspect.id()));
    Map<String, Integer> counts = new LinkedHashMap<>();
    model.manifest().labels().forEach(label -> counts.put(label, 0));
    examples.stream()
        .filter(example -> learned.contains(example.id()))
        .forEach(example -> counts.merge(example.label(), 1, Integer::sum));
    return model
        .manifest()
        .report()
        .map(
            report ->
                new ModelArtifact(
                    model.manifest().withReport(report.withLearned(counts)), model.onnx()))
        .orElse(model);
  }

  /** With the digests of the original images, so far as they are known. */
  private static Lineage withDigests(Lineage lineage, List<Example> examples) {
    Set<String> learned = Set.copyOf(lineage.learned());
    return lineage.withLearnedImages(
        examples.stream()
            .filter(example -> learned.contains(example.id()))
            .flatMap(example -> example.sha256().stream())
            .collect(Collectors.toSet()));
  }
}
