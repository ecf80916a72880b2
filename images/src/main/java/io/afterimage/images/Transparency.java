package io.afterimage.images;

/** What of a stored image lets the background through. */
sealed interface Transparency {

  /** Every pixel is opaque. */
  record None() implements Transparency {}

  /** The decoder delivers an alpha channel. */
  record Alpha() implements Transparency {}

  /**
   * One level of a grey image, as decoded (8 or 16 bits), is fully transparent; the decoder does
   * not make an alpha channel of it, as it does for colour and palettes.
   */
  record GreyKey(int level) implements Transparency {}
}
