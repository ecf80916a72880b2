package io.afterimage.networks.backbone;

/** What one image is after a layer. Text form: {@code 80x80x32} (Keras' order), {@code 1280}. */
public sealed interface LayerShape {

  /** The number of values. */
  int size();

  /** Feature maps. */
  record Maps(int height, int width, int channels) implements LayerShape {
    /** Refuses maps without pixels: the input was too small for the layers. */
    public Maps {
      if (height < 1 || width < 1 || channels < 1) {
        throw new IllegalArgumentException(
            "feature maps of %dx%dx%d: the input is too small for the layers"
                .formatted(height, width, channels));
      }
    }

    /** What a window that slides over these maps gives. */
    public Maps under(Window window, int filters) {
      return new Maps(window.positions(height), window.positions(width), filters);
    }

    /** With the zeros that a window needs. */
    public Maps padded(Window window) {
      return new Maps(
          height + window.zeros(height).total(), width + window.zeros(width).total(), channels);
    }

    @Override
    public int size() {
      return height * width * channels;
    }

    @Override
    public String toString() {
      return height + "x" + width + "x" + channels;
    }
  }

  /** A vector. */
  record Vector(int size) implements LayerShape {
    @Override
    public String toString() {
      return Integer.toString(size);
    }
  }
}
