package io.afterimage.cli.terminal;

/** How far something is, and how long it takes, in few characters. */
public final class Gauge {

  private Gauge() {}

  /**
   * A bar in brackets.
   *
   * @param share how much of it is filled, 0 to 1
   * @param width characters between the brackets
   */
  public static String bar(double share, int width) {
    int filled = (int) Math.round(width * share);
    return "[%s%s]".formatted("#".repeat(filled), "-".repeat(width - filled));
  }

  /** A time in its two largest units. */
  public static String time(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }
}
