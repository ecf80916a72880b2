package io.afterimage.cli.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** How a report writes figures and names, the same in every place. */
final class Numbers {

  private Numbers() {}

  static String loss(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** With a dash where there is nothing to take a share of. */
  static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : "–";
  }

  static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code fine_tune} as people write it. */
  static String phase(String code) {
    return code.replace('_', '-');
  }
}
