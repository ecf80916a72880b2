package io.afterimage.console.images;

/** How large an image is shown; smaller ones stay as they are. */
public enum ImageSize {
  /** In a grid or a list. */
  THUMB(256),
  /** On its own page. */
  FULL(1600);

  private final int side;

  ImageSize(int side) {
    this.side = side;
  }

  /** What neither side exceeds, in pixels. */
  int side() {
    return side;
  }
}
