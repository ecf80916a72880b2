package io.afterimage.training;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Tensor;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.FileSpool;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.ImageMemory;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Learns from more images than its heap can hold, decoded or encoded; a process of its own. */
final class SmallHeap {

  private static final int IMAGES = 2000;
  private static final InputSpec INPUT = InputSpec.square(96);
  private static final int KINDS = 40;

  private SmallHeap() {}

  /** Prints what was shown to the learner. */
  public static void main(String[] arguments) {
    System.out.println("shown " + run(Path.of(arguments[0]), ImageMemory.ofMachine()));
  }

  static ImageMemory.Need need(ImageMemory memory) {
    return memory.need(IMAGES, INPUT);
  }

  /** A hash of what the learner is shown in one epoch, image by image. */
  static int run(Path folder, ImageMemory memory) {
    List<byte[]> kinds =
        IntStream.range(0, KINDS)
            .mapToObj(i -> PngImages.ofClass(INPUT.width(), i % 3, i))
            .toList();
    try (FileSpool spool = new FileSpool(folder)) {
      ReplayBuffer buffer =
          new ReplayBuffer(new BufferLimits(IMAGES, IMAGES, StableSplit.SERVICE), spool);
      for (int i = 0; i < IMAGES; i++) {
        String id = "p%05d".formatted(i);
        String label = "class " + i % KINDS % 3;
        buffer.put(
            new Example(
                id,
                label,
                buffer.splitFor(id, label, Optional.empty()),
                Instant.ofEpochSecond(i),
                ExampleRecords.FROM_FOLDER,
                kinds.get(i % KINDS)));
      }
      List<LabelledImage> images =
          buffer.snapshot().stream()
              .map(e -> new LabelledImage(e.id(), e.label(), e.split(), e::png))
              .toList();
      TrainingSet set =
          new TrainingSetReader(new ImageDecoder(ImageLimits.DEFAULT)::decode, 2, memory)
              .read(
                  Dataset.of("the buffer", images, 1),
                  INPUT,
                  TrainingSetReader.Progress.NONE,
                  () -> false);
      FakeLearner learner = new FakeLearner(1);
      new PhaseLoop(
              set,
              PhaseLoopRig.config(new Augmentation(true, 0.2), 1),
              new Resources(2, 1 << 20),
              TrainingListener.NONE,
              () -> false)
          .run(new PhasePlan(Phase.FREEZE, 0, 1, 32), SmallHeap::sums, learner);
      return learner.shown.hashCode();
    }
  }

  private static Activations sums(ByteBuffer batch, int n) {
    float[] sums = new float[n];
    int bytes = INPUT.bytesPerImage();
    for (int i = 0; i < n * bytes; i++) {
      sums[i / bytes] += (batch.get(i) & 0xff) * (1 + i % bytes);
    }
    return new Activations(List.of(new Tensor(new long[] {n, 1}, sums)));
  }
}
