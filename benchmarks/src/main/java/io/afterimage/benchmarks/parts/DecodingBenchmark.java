package io.afterimage.benchmarks.parts;

import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.Photos;
import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One JPEG after the other through the decoder, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DecodingBenchmark {

  /** Side of the large images: eight times the model's input, so decoded at an eighth. */
  private static final int LARGE = 8 * Bench.MODELS.input().width();

  private static final int LARGE_COUNT = 8;

  /** One side beyond half of the large image's keeps the decoder from reducing. */
  private static final InputSpec TALL =
      new InputSpec(LARGE / 2 + 1, Bench.MODELS.input().width(), Bench.MODELS.input().resize());

  /** A folder, or {@link Jpegs#MADE_UP}. */
  @Param(Jpegs.MADE_UP)
  public String images;

  private ImageDecoder decoder;
  private Photos photos;
  private Photos large;
  private Photos unmarked;
  private int next;

  /** Reads or makes the images. */
  @Setup
  public void prepare() {
    decoder = new ImageDecoder(ImageLimits.DEFAULT);
    photos = Jpegs.of(images);
    large =
        Photos.of(
            IntStream.range(0, LARGE_COUNT)
                .mapToObj(i -> Jpegs.stretched(photos.get(i), LARGE))
                .toList());
    unmarked = Photos.of(photos.all().stream().map(Jpegs::withoutRestarts).toList());
  }

  /** An unchanged photo, checked, decoded and scaled to the model's input. */
  @Benchmark
  public Decoded photo() {
    return decode(photos, Bench.MODELS.input());
  }

  /** The check alone: a photo without restart markers that it announces is refused undecoded. */
  @Benchmark
  public Decoded structure() {
    return decode(unmarked, Bench.MODELS.input());
  }

  /** A large image, which the codec reduces while it decodes. */
  @Benchmark
  public Decoded largeReduced() {
    return decode(large, Bench.MODELS.input());
  }

  /** The same, decoded whole and scaled then. */
  @Benchmark
  public Decoded largeWhole() {
    return decode(large, TALL);
  }

  private Decoded decode(Photos from, InputSpec input) {
    next = (next + 1) % from.distinct();
    return decoder.decode(from.get(next), input);
  }
}
