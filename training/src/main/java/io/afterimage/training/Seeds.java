package io.afterimage.training;

import java.util.SplittableRandom;

/**
 * Independent random numbers for each purpose, so that what one thread draws never depends on
 * another. Purposes are distinguished by numbers mixed into the seed with the finaliser of
 * SplitMix64 (Steele, Lea, Flood 2014).
 */
final class Seeds {

  private Seeds() {}

  static SplittableRandom random(long seed, long... purpose) {
    long state = mix(seed);
    for (long number : purpose) {
      state = mix(state ^ mix(number));
    }
    return new SplittableRandom(state);
  }

  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
