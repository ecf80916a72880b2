package io.afterimage.training;

import io.afterimage.images.InputSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Shows people what augmentation does. */
public final class AugmentedExamples {

  private static final long EXAMPLES = 4;

  private AugmentedExamples() {}

  /**
   * One image in several variations.
   *
   * @param rgb height x width x 3 bytes
   * @param seed the same one gives the same variations
   */
  public static List<byte[]> of(
      byte[] rgb, InputSpec input, Augmentation augmentation, int count, long seed) {
    ImageWarp warp = new ImageWarp(input.height(), input.width());
    ByteBuffer target = ByteBuffer.allocateDirect(input.bytesPerImage());
    List<byte[]> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      warp.write(rgb, augmentation.draw(Seeds.random(seed, EXAMPLES, i)), target);
      byte[] varied = new byte[input.bytesPerImage()];
      target.get(0, varied);
      examples.add(varied);
    }
    return examples;
  }
}
