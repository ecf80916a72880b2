package io.afterimage.images;

import java.util.Optional;

/** Recognises one kind of wrapping and gives what is inside. Has no state. */
interface Wrapper {

  /**
   * How much of the inside is wanted.
   *
   * @param mostBytes that are given
   * @param isWhole whether more than that, or damage, refuses the value; otherwise the inside just
   *     ends there
   */
  record Reach(int mostBytes, boolean isWhole) {

    static Reach whole(int mostBytes) {
      return new Reach(mostBytes, true);
    }

    static Reach beginning(int bytes) {
      return new Reach(bytes, false);
    }
  }

  /**
   * What is inside, in an array of its own, or empty where the bytes are not wrapped in this way.
   *
   * @throws RefusedImage if the whole was wanted and is damaged or has too many bytes
   */
  Optional<EncodedBytes> open(EncodedBytes outer, Reach reach) throws RefusedImage;
}
