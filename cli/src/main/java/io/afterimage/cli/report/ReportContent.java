package io.afterimage.cli.report;

import io.afterimage.cli.offline.OfflineEvaluation;
import io.afterimage.cli.training.LayerSummary;
import io.afterimage.cli.training.ModelLayers;
import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.TrainingReport;
import io.afterimage.training.dataset.DecodedPicture;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.validation.HeldOutPictures;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report shows.
 *
 * @param title of the page
 * @param facts about model and pictures, in the order to be shown
 * @param labels the pictures' classes: a picture's label is an index into them
 * @param input the size of the pictures
 * @param samples some of them are shown, and one of them varied
 * @param training how the model was trained, where its manifest says so
 * @param network its layers, where it is known which of them learned
 * @param scored what the scored pictures are called
 * @param evaluation of the file on these pictures
 */
public record ReportContent(
    String title,
    Map<String, String> facts,
    List<String> labels,
    InputSpec input,
    List<DecodedPicture> samples,
    Optional<TrainingReport> training,
    Optional<LayerSummary> network,
    String scored,
    OfflineEvaluation evaluation) {

  /**
   * Of a model in a file, which is run on pictures.
   *
   * @param folder where the pictures come from
   * @param splits those that are scored; at least one picture is in them
   * @throws io.afterimage.models.CorruptArtifactException when the file is no model
   */
  public static ReportContent of(
      Path folder, ModelArtifact model, TrainingSet pictures, Collection<Split> splits) {
    List<DecodedPicture> held =
        splits.stream().flatMap(split -> pictures.of(split).stream()).toList();
    List<DecodedPicture> learned = pictures.of(Split.TRAIN);
    Optional<TrainingReport> training = model.manifest().report();
    Facts facts = new Facts(model.manifest(), pictures, splits);
    return new ReportContent(
        "%s on %s".formatted(model.manifest().backbone(), name(folder)),
        facts.from(folder),
        pictures.labels(),
        pictures.input(),
        learned.isEmpty() ? held : learned,
        training,
        training
            .flatMap(TrainingReport::course)
            .flatMap(course -> ModelLayers.of(model, course.fromLayer())),
        facts.scored(),
        OfflineEvaluation.of(
            model, new HeldOutPictures(pictures.labels(), pictures.input(), held)));
  }

  /** Which of the pictures are shown is drawn as training drew. */
  long seed() {
    return training.flatMap(TrainingReport::course).map(TrainingReport.Course::seed).orElse(1L);
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
