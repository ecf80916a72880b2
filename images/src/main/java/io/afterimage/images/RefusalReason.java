package io.afterimage.images;

import java.util.Locale;

/** Why an image becomes a dead letter. */
public enum RefusalReason {
  /** The record has a null value. */
  NULL_VALUE,
  /** The value has no bytes. */
  EMPTY,
  /** The bytes start like no known image format. The published code says picture. */
  NOT_A_PICTURE,
  /** An image is inside another encoding, such as base64, that is not unwrapped. */
  WRAPPED,
  /** An image format that is known but not read. */
  UNSUPPORTED_FORMAT,
  /** More bytes than the limit. */
  TOO_MANY_BYTES,
  /** More pixels than the limit, read from the header before decoding. */
  TOO_MANY_PIXELS,
  /** Decoding would take more native memory than the process has for it. */
  TOO_LARGE_TO_DECODE,
  /** The image ends before its format says it should. */
  TRUNCATED,
  /** The decoder could not make sense of the bytes. */
  CORRUPT;

  /** The form in headers and metrics: {@code too-many-bytes}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
