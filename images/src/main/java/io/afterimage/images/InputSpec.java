package io.afterimage.images;

/**
 * What a model's graph takes: {@code image}, uint8 RGB, (n, height, width, 3), values 0 to 255.
 * Normalisation is inside the graph; decoding and resizing are outside and named here.
 *
 * @param height in pixels
 * @param width in pixels
 * @param resize how an image of another size is brought to this one
 */
public record InputSpec(int height, int width, Resize resize) {

  /** How an image is scaled. The aspect ratio is not kept: the whole image fills the input. */
  public enum Resize {
    /** Area averaging where the image shrinks, bilinear where it grows (OpenCV's terms). */
    AREA_OR_LINEAR
  }

  /** Refuses sizes that are not positive. */
  public InputSpec {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "input size must be positive, got " + height + "x" + width);
    }
  }

  /** A square input with the usual scaling. */
  public static InputSpec square(int size) {
    return new InputSpec(size, size, Resize.AREA_OR_LINEAR);
  }

  /** Bytes of one prepared image: height x width x 3. */
  public int bytesPerImage() {
    return Math.multiplyExact(Math.multiplyExact(height, width), 3);
  }
}
