package io.afterimage.images;

/**
 * Carries a refusal out of the parsers to {@link PictureDecoder}, which turns it into {@link
 * Decoded.Refused}. It has no stack trace: it tells of a picture, not of a fault in the program.
 */
final class RefusedPicture extends Exception {

  private static final long serialVersionUID = 1L;

  private final RefusalReason reason;

  RefusedPicture(RefusalReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  static RefusedPicture corrupt(String detail) {
    return new RefusedPicture(RefusalReason.CORRUPT, detail);
  }

  static RefusedPicture unsupported(String detail) {
    return new RefusedPicture(RefusalReason.UNSUPPORTED_FORMAT, detail);
  }

  /** The same refusal with the format named before its detail. */
  RefusedPicture in(PictureFormat format) {
    return new RefusedPicture(reason, format + ": " + getMessage());
  }

  /** The same refusal, of what is inside of something. */
  RefusedPicture inside(String wrapping) {
    return new RefusedPicture(reason, "inside " + wrapping + ": " + getMessage());
  }

  Decoded.Refused asValue() {
    return new Decoded.Refused(reason, getMessage());
  }
}
