package io.afterimage.cli.report;

import io.afterimage.cli.offline.OfflineEvaluation;
import io.afterimage.cli.training.LayerSummary;
import io.afterimage.cli.training.ModelLayers;
import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.TrainingReport;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.validation.HeldOutImages;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report shows.
 *
 * @param title of the page
 * @param facts about model and images, in the order to be shown
 * @param labels the images' classes: an image's label is an index into them
 * @param input the size of the images
 * @param samples some of them are shown, and one of them varied
 * @param training how the model was trained, where its manifest says so
 * @param network its layers, where it is known which of them learned
 * @param scored what the scored images are called
 * @param evaluation of the file on these images
 */
public record ReportContent(
    String title,
    Map<String, String> facts,
    List<String> labels,
    InputSpec input,
    List<DecodedImage> samples,
    Optional<TrainingReport> training,
    Optional<LayerSummary> network,
    String scored,
    OfflineEvaluation evaluation) {

  /**
   * Of a model in a file, which is run on images.
   *
   * @param folder where the images come from
   * @param splits those that are scored; at least one image is in them
   * @throws io.afterimage.models.CorruptArtifactException when the file is no model
   */
  public static ReportContent of(
      Path folder, ModelArtifact model, TrainingSet images, Collection<Split> splits) {
    List<DecodedImage> held = splits.stream().flatMap(split -> images.of(split).stream()).toList();
    List<DecodedImage> learned = images.of(Split.TRAIN);
    Optional<TrainingReport> training = model.manifest().report();
    Facts facts = new Facts(model.manifest(), images, splits);
    return new ReportContent(
        "%s on %s".formatted(model.manifest().backbone(), name(folder)),
        facts.from(folder),
        images.labels(),
        images.input(),
        learned.isEmpty() ? held : learned,
        training,
        training
            .flatMap(TrainingReport::course)
            .flatMap(course -> ModelLayers.of(model, course.fromLayer())),
        facts.scored(),
        OfflineEvaluation.of(model, new HeldOutImages(images.labels(), images.input(), held)));
  }

  /** Which of the images are shown is drawn as training drew. */
  long seed() {
    return training.flatMap(TrainingReport::course).map(TrainingReport.Course::seed).orElse(1L);
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
