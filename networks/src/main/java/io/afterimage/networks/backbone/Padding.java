package io.afterimage.networks.backbone;

/** How zeros are put around feature maps before a window slides over them. */
public enum Padding {
  /** None: the window stays inside. */
  VALID {
    @Override
    public Amount of(int size, int kernel, int stride) {
      return new Amount(0, 0);
    }
  },
  /**
   * So that {@code ceil(size / stride)} windows fit, an odd zero at the end: TensorFlow's and
   * Keras' {@code same}. With stride 2 on an even size it is (0, 1).
   */
  SAME {
    @Override
    public Amount of(int size, int kernel, int stride) {
      int windows = (size + stride - 1) / stride;
      int total = Math.max(0, (windows - 1) * stride + kernel - size);
      return new Amount(total / 2, total - total / 2);
    }
  },
  /** Half of the kernel on each side, whatever the size and stride: PyTorch's models. */
  SYMMETRIC {
    @Override
    public Amount of(int size, int kernel, int stride) {
      return new Amount(kernel / 2, kernel / 2);
    }
  };

  /** The zeros along one axis of this many pixels. */
  public abstract Amount of(int size, int kernel, int stride);

  /** Zeros before the first and after the last pixel of an axis. */
  public record Amount(int before, int after) {

    /** Both together. */
    public int total() {
      return before + after;
    }
  }
}
