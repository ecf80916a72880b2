package io.afterimage.console.images;

/**
 * What a browser gets for a pointer: always an image that was encoded here.
 *
 * @param status of HTTP: 200 for the image itself, otherwise why a placeholder stands for it
 * @param bytes a JPEG
 * @param reason why there is a placeholder; empty for the image itself
 * @param width of the original, upright, in pixels; 0 for a placeholder
 * @param height of the original, upright, in pixels; 0 for a placeholder
 */
public record ShownImage(int status, byte[] bytes, String reason, int width, int height) {

  /** The image. */
  static ShownImage of(byte[] jpeg, int width, int height) {
    return new ShownImage(200, jpeg, "", width, height);
  }

  /** A placeholder that says why. */
  static ShownImage placeholder(int status, String reason, ImageSize size) {
    return new ShownImage(status, Placeholder.draw(reason, size), reason, 0, 0);
  }

  /** Whether it is the image itself. */
  public boolean isImage() {
    return status == 200;
  }
}
