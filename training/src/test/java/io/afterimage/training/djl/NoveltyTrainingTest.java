package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.models.ModelArtifact;
import io.afterimage.models.NoveltyThreshold;
import io.afterimage.models.inference.GraphOutput;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.training.Augmentation;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.ModelBase;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Selection;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.validation.ExportCheck;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What trained models say of novelty, with the real base and engines on tiny images. */
@Tag("slow")
class NoveltyTrainingTest {

  private final TrainingRig rig = new TrainingRig();

  @Test
  void shouldMeasureNoveltyFromTheMeansOfTheFeaturesThatWereLearned() {
    TrainingSet images = TrainingRig.images("red", "green");
    ScheduleConfig learning =
        new ScheduleConfig(
            Optional.empty(),
            Optional.of(new FineTunePhase(1, 100, 8, 1e-3, 0.2)),
            Augmentation.NONE,
            Selection.DEFAULT,
            ClassWeighting.OFF,
            false,
            1);

    ModelArtifact model = rig.run(images, learning).artifact();

    byte[] features = ModelBase.of(model).featureGraph(images.input());
    float[][] learned = run(features, images.of(Split.TRAIN)).rows();
    float[][] rows = run(features, images.of(Split.VALIDATION)).rows();
    float[] novelty = run(model.onnx(), images.of(Split.VALIDATION)).novelty().orElseThrow();
    for (int i = 0; i < rows.length; i++) {
      double red = cosine(rows[i], mean(learned, images.of(Split.TRAIN), 0));
      double green = cosine(rows[i], mean(learned, images.of(Split.TRAIN), 1));
      assertThat((double) novelty[i]).isCloseTo(1 - Math.max(red, green), within(1e-5));
    }
  }

  @Test
  void shouldChooseTheThresholdOnValidationImagesWhenTheExportIsChecked() {
    TrainingSet images = TrainingRig.images("red", "green", "blue");
    TrainingResult trained = rig.train(images, 1);
    assertThat(trained.artifact().manifest().novelty()).isEmpty();

    ModelArtifact checked = ExportCheck.in(rig.engine).require(trained, images);

    NoveltyThreshold threshold = checked.manifest().novelty().orElseThrow();
    float[] novelty = run(checked.onnx(), images.of(Split.VALIDATION)).novelty().orElseThrow();
    assertThat(threshold.images()).isEqualTo(24);
    assertThat(threshold.threshold())
        .as("of 24 images the largest, by rank")
        .isCloseTo(
            IntStream.range(0, 24).mapToDouble(i -> novelty[i]).max().orElseThrow(), within(1e-6));
  }

  @Test
  void shouldTellNothingOfNoveltyWhereThatIsNotAskedFor() {
    TrainingSet images = TrainingRig.images("red", "green", "blue");
    TrainingResult plain =
        rig.training
            .withNovelty(false)
            .run(
                images,
                TrainingRig.config(1),
                StartingPoint.pretrained(),
                Checkpoints.NONE,
                TrainingListener.NONE,
                () -> false);

    ModelArtifact checked = ExportCheck.in(rig.engine).require(plain, images);

    assertThat(checked.manifest().novelty()).isEmpty();
    assertThat(run(checked.onnx(), images.of(Split.TEST)).novelty()).isEmpty();
  }

  private GraphOutput run(byte[] onnx, List<DecodedImage> images) {
    ByteBuffer batch = ByteBuffer.allocateDirect(images.size() * images.get(0).rgb().length);
    images.forEach(image -> batch.put(image.rgb()));
    try (ImageGraph graph = rig.engine.load(onnx)) {
      return graph.outputs(batch, images.size());
    }
  }

  private static double[] mean(float[][] rows, List<DecodedImage> images, int label) {
    double[] sum = new double[rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < sum.length && images.get(row).label() == label; i++) {
        sum[i] += rows[row][i];
      }
    }
    return sum;
  }

  private static double cosine(float[] row, double[] mean) {
    double product = 0;
    double own = 0;
    double other = 0;
    for (int i = 0; i < row.length; i++) {
      product += row[i] * mean[i];
      own += (double) row[i] * row[i];
      other += mean[i] * mean[i];
    }
    return product / Math.sqrt(own * other);
  }
}
