package io.afterimage.model.picture;

/** What of a stored picture lets the background through. */
sealed interface Transparency {

  /** Every pixel is opaque. */
  record None() implements Transparency {}

  /** The decoder delivers an alpha channel. */
  record Alpha() implements Transparency {}

  /** One colour, as decoded (8 or 16 bits), is fully transparent. */
  record ColourKey(int red, int green, int blue) implements Transparency {}
}
