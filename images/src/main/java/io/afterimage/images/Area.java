package io.afterimage.images;

/** A rectangle of an image, in pixels from its upper left corner. */
record Area(int left, int top, int width, int height) {

  /** All of an image. */
  static Area whole(int width, int height) {
    return new Area(0, 0, width, height);
  }
}
