package io.afterimage.networks.backbone;

/**
 * A square window that slides over feature maps.
 *
 * @param kernel its side in pixels
 * @param stride its step in pixels, along both axes
 * @param padding the zeros around the maps
 */
public record Window(int kernel, int stride, Padding padding) {

  /** The one-pixel window of a pointwise convolution. */
  public static final Window POINT = new Window(1, 1, Padding.VALID);

  /** Refuses sizes that are not positive. */
  public Window {
    if (kernel < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "kernel and stride must be positive, got " + kernel + " and " + stride);
    }
  }

  /** The zeros along an axis of this many pixels. */
  public Padding.Amount zeros(int size) {
    return padding.of(size, kernel, stride);
  }

  /** The zeros around these maps: top, left, bottom, right. */
  public long[] zeros(LayerShape.Maps maps) {
    Padding.Amount rows = zeros(maps.height());
    Padding.Amount columns = zeros(maps.width());
    return new long[] {rows.before(), columns.before(), rows.after(), columns.after()};
  }

  /** How many positions the window has along an axis of this many pixels. */
  public int positions(int size) {
    return Math.floorDiv(size + zeros(size).total() - kernel, stride) + 1;
  }
}
