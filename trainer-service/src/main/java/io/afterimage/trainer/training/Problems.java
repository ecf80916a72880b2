package io.afterimage.trainer.training;

import java.util.List;

/** What configuration may say: each check adds the option's name, the value and what is allowed. */
final class Problems {

  private Problems() {}

  static void positive(String option, double value, List<String> problems) {
    if (!(value > 0 && Double.isFinite(value))) {
      problems.add(option + " is " + value + ", allowed is a number above 0");
    }
  }

  static void share(String option, double value, List<String> problems) {
    between(option, value, 0, Math.nextDown(1.0), "0 up to, not including, 1", problems);
  }

  static void between(
      String option,
      double value,
      double least,
      double most,
      String allowed,
      List<String> problems) {
    if (!(value >= least && value <= most)) {
      problems.add(option + " is " + value + ", allowed is " + allowed);
    }
  }

  static void atLeastZero(String option, int value, List<String> problems) {
    if (value < 0) {
      problems.add(option + " is " + value + ", allowed is 0 or more");
    }
  }

  static void atLeastOne(String option, int value, List<String> problems) {
    if (value < 1) {
      problems.add(option + " is " + value + ", allowed is 1 or more");
    }
  }

  static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }
}
