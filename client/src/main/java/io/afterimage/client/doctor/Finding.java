package io.afterimage.client.doctor;

/**
 * What was found of one thing.
 *
 * @param subject what was looked at
 * @param level how it is
 * @param what how that shows
 * @param mend what to do; empty if nothing needs doing
 */
public record Finding(String subject, Level level, String what, String mend) {

  /** How something is. */
  public enum Level {
    /** As it should be. */
    GOOD,
    /** It works, but look at it. */
    NOTE,
    /** A service would not start, or not work. */
    PROBLEM
  }

  static Finding good(String subject, String what) {
    return new Finding(subject, Level.GOOD, what, "");
  }

  static Finding note(String subject, String what, String mend) {
    return new Finding(subject, Level.NOTE, what, mend);
  }

  static Finding problem(String subject, String what, String mend) {
    return new Finding(subject, Level.PROBLEM, what, mend);
  }
}
