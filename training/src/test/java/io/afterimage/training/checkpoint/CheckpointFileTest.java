package io.afterimage.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.weights.Safetensors;
import io.afterimage.training.Augmentation;
import io.afterimage.training.Checkpoint;
import io.afterimage.training.EpochResult;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Phase;
import io.afterimage.training.PhaseProgress;
import io.afterimage.training.Score;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

  private static final EpochResult GOOD =
      new EpochResult(Phase.FREEZE, 0, new Score(0.5, 0.7), new Score(0.4, 0.8), 2, 50);
  private static final EpochResult WORSE =
      new EpochResult(Phase.FREEZE, 1, new Score(0.4, 0.8), new Score(0.6, 0.7), 3, 33);

  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          "run-a",
          Optional.of(new Augmentation(true, 0.03, 0.05)),
          Map.of(
              Phase.FREEZE, progress(List.of(GOOD, WORSE), 0, 1, 2),
              Phase.FINE_TUNE, progress(List.of(GOOD), 0, 3, 3)));

  @TempDir Path folder;
  private CheckpointFile checkpoints;

  @BeforeEach
  void save() {
    checkpoints = new CheckpointFile(folder.resolve("below/checkpoint"));
    checkpoints.save(CHECKPOINT);
  }

  private static PhaseProgress progress(
      List<EpochResult> epochs, int bestIndex, int best, int last) {
    LearnerState state =
        new LearnerState(
            40 + last,
            Map.of("head.weight", tensor(last)),
            Map.of("head.weight.square", tensor(last / 8f)));
    return new PhaseProgress(
        new Score(1, 0.5), epochs, state, bestIndex, Map.of("head.weight", tensor(best)));
  }

  private static Tensor tensor(float value) {
    return new Tensor(new long[] {1, 2}, new float[] {value, -value});
  }

  @Test
  void shouldGiveBackWhatItKept() {
    assertThat(checkpoints.find("run-a").orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(CHECKPOINT);
  }

  @Test
  void shouldKeepAChoiceBeforeTheFirstEpoch() {
    Checkpoint chosen =
        new Checkpoint("run-a", Optional.of(new Augmentation(false, 0.02, 0.05)), Map.of());

    checkpoints.save(chosen);

    assertThat(checkpoints.find("run-a")).contains(chosen);
  }

  /** As they were written before augmentations were kept. */
  @Test
  void shouldReadOneThatKnowsNoAugmentation() throws IOException {
    try (InputStream earlier = getClass().getResourceAsStream("without-augmentation.safetensors")) {
      Files.write(checkpoints.file(), earlier.readAllBytes());
    }

    Checkpoint found = checkpoints.find("run-a").orElseThrow();

    assertThat(found.augmentation()).isEmpty();
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("augmentation")
        .isEqualTo(CHECKPOINT);
  }

  @Test
  void shouldReplaceTheOneBeforeAndLeaveNothingBeside() throws IOException {
    checkpoints.save(
        new Checkpoint(
            "run-a", Optional.empty(), Map.of(Phase.FREEZE, progress(List.of(GOOD), 0, 5, 5))));

    assertThat(checkpoints.find("run-a").orElseThrow().epochs()).isEqualTo(1);
    try (Stream<Path> files = Files.list(folder.resolve("below"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void shouldLeaveOutThatOfAnotherRun() {
    assertThat(checkpoints.find("run-b")).isEmpty();
  }

  @Test
  void shouldLeaveOutOneThatWasCutOff() throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoints.file());
    for (int length : new int[] {0, 7, 100, bytes.length - 1}) {
      Files.write(checkpoints.file(), Arrays.copyOf(bytes, length));

      assertThat(checkpoints.find("run-a")).as("of %d bytes", length).isEmpty();
    }
  }

  @Test
  void shouldLeaveOutOneInWhichABitFlipped() throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoints.file());
    bytes[bytes.length - 3] ^= 1;
    Files.write(checkpoints.file(), bytes);

    assertThat(checkpoints.find("run-a")).isEmpty();
  }

  @Test
  void shouldLeaveOutAFileThatIsNoCheckpoint() throws IOException {
    Safetensors.write(Map.of("weight", tensor(1)), checkpoints.file());

    assertThat(checkpoints.find("run-a")).isEmpty();
  }

  @Test
  void shouldFindNothingAfterRemoval() {
    checkpoints.remove();
    checkpoints.remove();

    assertThat(checkpoints.find("run-a")).isEmpty();
  }
}
