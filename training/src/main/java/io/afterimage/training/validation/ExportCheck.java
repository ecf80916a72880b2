package io.afterimage.training.validation;

import io.afterimage.models.LabelReview;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.NoveltyThreshold;
import io.afterimage.models.TrainingReport;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.training.EpochResult;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.HeldOutAnswers.Answer;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.WeightAverage;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that an exported file is what was trained, and reports on it.
 *
 * @param serving the engine that serves
 * @param parity how alike the answers must be
 */
public record ExportCheck(InferenceEngine serving, ExportParity parity) {

  private static final int COMPARED_OF_REFRESH = 64;

  /** Fewer images say next to nothing: an interval of 95 % is 0.2 wide or more. */
  private static final int LEAST_SCORED = 30;

  private static final Logger log = LoggerFactory.getLogger(ExportCheck.class);

  /** With the tolerance of {@link ExportParity#DEFAULT}. */
  public static ExportCheck in(InferenceEngine serving) {
    return new ExportCheck(serving, ExportParity.DEFAULT);
  }

  /** Where near twins were not looked for. */
  public ModelArtifact require(TrainingResult trained, TrainingSet images) {
    return require(trained, images, Set.of());
  }

  /**
   * Compares the file's answers, where it will be served, with the training engine's own for every
   * held-out image: all classes, or the most probable one where there is no room for all.
   *
   * @param alike ids of images that have a near twin among the training images: the report is on
   *     the others, unless these are few
   * @return the model with its report in the manifest
   * @throws ExportParity.BrokenExportException when they differ
   */
  public ModelArtifact require(TrainingResult trained, TrainingSet images, Set<String> alike) {
    ModelArtifact model = trained.artifact();
    Manifest manifest = model.manifest();
    HeldOutImages held = heldOut(images);
    List<Answer> answers = trained.chosenPhase().heldOut().answers();
    parity.requireImages(held.images().size(), answers.size());
    int twins = (int) held.images().stream().filter(image -> alike.contains(image.id())).count();
    boolean counted = held.images().size() - twins < LEAST_SCORED;
    Scoring scoring = new Scoring(held, manifest.labels());
    Comparison comparison =
        new Comparison(
            parity,
            answers,
            scoring,
            image -> counted || !alike.contains(held.images().get(image).id()),
            images.of(Split.VALIDATION).size());
    try (ImageGraph graph = serving.load(model.onnx())) {
      held.run(graph, comparison);
    }
    log.atInfo()
        .addKeyValue("images", answers.size())
        .addKeyValue("comparedWhole", answers.stream().filter(Answer.Row.class::isInstance).count())
        .addKeyValue("largestDifference", comparison.difference)
        .log("exported model matches the trained one");
    return new ModelArtifact(
        manifest
            .withReport(
                new TrainingReport(
                        curve(trained),
                        scoring.report().withTwins(twins, counted),
                        Optional.of(course(trained)))
                    .withLearned(learned(trained, images)))
            .withNovelty(comparison.threshold()),
        model.onnx());
  }

  /** What the file says of each held-out image, those of validation first. For one thread. */
  private static final class Comparison implements HeldOutImages.Receiver {

    private final ExportParity parity;
    private final List<Answer> answers;
    private final Scoring scoring;
    private final IntPredicate scored;
    private final int validation;
    private final List<Double> novelty = new ArrayList<>();
    private double difference;

    Comparison(
        ExportParity parity,
        List<Answer> answers,
        Scoring scoring,
        IntPredicate scored,
        int validation) {
      this.parity = parity;
      this.answers = answers;
      this.scoring = scoring;
      this.scored = scored;
      this.validation = validation;
    }

    @Override
    public void answer(int image, float[] probabilities) {
      difference = Math.max(difference, parity.require(image, probabilities, answers.get(image)));
      if (scored.test(image)) {
        scoring.add(image, probabilities);
      }
    }

    @Override
    public void novelty(int image, float score) {
      parity.requireNovelty(image, score);
      if (image < validation) {
        novelty.add((double) score);
      }
    }

    Optional<NoveltyThreshold> threshold() {
      return NoveltyThreshold.of(novelty.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /**
   * The same for a model of which only the head is new: it is compared on up to {@value
   * COMPARED_OF_REFRESH} test images, since the nodes below the head are those of a version that
   * serves. The report is on everything that is answered.
   *
   * @param answers what the head says by image id, where it has not learned the image
   * @param uncounted images whose answers are left out of the report, if there are others
   * @throws ExportParity.BrokenExportException when they differ
   */
  public ModelArtifact require(
      ModelArtifact refreshed,
      TrainingSet images,
      Map<String, float[]> answers,
      Set<String> uncounted) {
    List<DecodedImage> answered =
        Arrays.stream(Split.values())
            .flatMap(split -> images.of(split).stream())
            .filter(image -> answers.containsKey(image.id()))
            .toList();
    List<DecodedImage> others =
        answered.stream().filter(image -> !uncounted.contains(image.id())).toList();
    List<DecodedImage> scored = others.isEmpty() ? answered : others;
    HeldOutImages held = new HeldOutImages(images.labels(), images.input(), scored);
    Scoring scoring = new Scoring(held, images.labels());
    for (int image = 0; image < scored.size(); image++) {
      scoring.add(image, answers.get(scored.get(image).id()));
    }
    List<DecodedImage> compared =
        images.of(Split.TEST).stream().limit(COMPARED_OF_REFRESH).toList();
    if (!compared.isEmpty()) {
      try (ImageGraph graph = serving.load(refreshed.onnx())) {
        new HeldOutImages(images.labels(), images.input(), compared)
            .run(
                graph,
                (image, row) -> parity.require(image, row, answers.get(compared.get(image).id())));
      }
    }
    return new ModelArtifact(
        refreshed
            .manifest()
            .withReport(
                new TrainingReport(
                    List.of(),
                    scoring.report().withTwins(uncounted.size(), others.isEmpty()),
                    Optional.empty())),
        refreshed.onnx());
  }

  /** By class, in the order of labels; a suspect label that was left out was not learned. */
  private static Map<String, Integer> learned(TrainingResult trained, TrainingSet images) {
    Set<String> leftOut =
        trained.labels().stream()
            .flatMap(review -> review.suspects().stream())
            .filter(LabelReview.Suspect::leftOut)
            .map(LabelReview.Suspect::id)
            .collect(Collectors.toSet());
    Map<String, Integer> counts = new LinkedHashMap<>();
    images.labels().forEach(label -> counts.put(label, 0));
    images.of(Split.TRAIN).stream()
        .filter(image -> !leftOut.contains(image.id()))
        .forEach(image -> counts.merge(images.labels().get(image.label()), 1, Integer::sum));
    return counts;
  }

  private static HeldOutImages heldOut(TrainingSet images) {
    List<DecodedImage> all = new ArrayList<>(images.of(Split.VALIDATION));
    all.addAll(images.of(Split.TEST));
    return new HeldOutImages(images.labels(), images.input(), all);
  }

  private static List<TrainingReport.Epoch> curve(TrainingResult trained) {
    EpochResult kept = trained.chosenPhase().kept();
    return trained.history().stream()
        .map(
            epoch ->
                new TrainingReport.Epoch(
                    epoch.phase().code(),
                    epoch.epoch(),
                    epoch.train().loss(),
                    epoch.train().accuracy(),
                    epoch.validation().loss(),
                    epoch.validation().accuracy(),
                    epoch.seconds(),
                    epoch.equals(kept)))
        .toList();
  }

  private static TrainingReport.Course course(TrainingResult trained) {
    ScheduleConfig schedule = trained.schedule();
    return new TrainingReport.Course(
        schedule.seed(),
        schedule.augmentation().flip(),
        schedule.augmentation().rotation(),
        Optional.of(schedule.augmentation().shift()).filter(shift -> shift > 0),
        schedule.fineTune().map(FineTunePhase::fromLayer),
        trained.phases().stream()
            .map(
                phase ->
                    new TrainingReport.Start(
                        phase.last().phase().code(),
                        phase.initial().loss(),
                        phase.initial().accuracy()))
            .toList(),
        trained.chosenPhase().average().map(WeightAverage::share));
  }

  static TrainingReport.HeldOut report(Evaluation evaluation) {
    Map<String, Double> recall = new LinkedHashMap<>();
    evaluation
        .classes()
        .forEach(score -> score.recall().ifPresent(value -> recall.put(score.label(), value)));
    return new TrainingReport.HeldOut(
        evaluation.images(),
        evaluation.accuracy(),
        evaluation.interval().low(),
        evaluation.interval().high(),
        recall,
        evaluation.confusion(),
        Optional.of(evaluation.confused()).filter(pairs -> evaluation.confusion().isEmpty()),
        evaluation.calibrationError(),
        evaluation.logLoss(),
        Optional.empty());
  }
}
