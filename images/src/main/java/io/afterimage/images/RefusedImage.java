package io.afterimage.images;

/**
 * Carries a refusal out of the parsers to {@link ImageDecoder}, which turns it into {@link
 * Decoded.Refused}. It has no stack trace: the fault is in an image, not in the program.
 */
final class RefusedImage extends Exception {

  private static final long serialVersionUID = 1L;

  private final RefusalReason reason;

  RefusedImage(RefusalReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  static RefusedImage corrupt(String detail) {
    return new RefusedImage(RefusalReason.CORRUPT, detail);
  }

  static RefusedImage unsupported(String detail) {
    return new RefusedImage(RefusalReason.UNSUPPORTED_FORMAT, detail);
  }

  /** The same refusal with the format named before its detail. */
  RefusedImage in(ImageFormat format) {
    return new RefusedImage(reason, format.name() + ": " + getMessage());
  }

  /** The same refusal, of what is inside of something. */
  RefusedImage inside(String wrapping) {
    return new RefusedImage(reason, "inside " + wrapping + ": " + getMessage());
  }

  Decoded.Refused asValue() {
    return new Decoded.Refused(reason, getMessage());
  }
}
