package io.afterimage.config;

import java.util.Collection;
import java.util.Optional;

/**
 * The numbers that something may be, whatever it is called where it is given: a setting, an option
 * of a command, a field of a command.
 *
 * @param least the smallest of them
 * @param most the largest
 * @param words them in a few words, to follow "allowed is"
 */
public record Range(double least, double most, String words) {

  /** Of what cannot be nothing. */
  public static final Range ABOVE_ZERO =
      new Range(Double.MIN_VALUE, Double.MAX_VALUE, "a number above 0");

  /** Of a part that leaves something. */
  public static final Range SHARE = new Range(0, Math.nextDown(1.0), "0 up to, not including, 1");

  /** Of a part that leaves more, so that two of them leave something. */
  public static final Range BELOW_HALF = new Range(0, Math.nextDown(0.5), "0 to below 0.5");

  /** That number and all above it. */
  public static Range atLeast(int least) {
    return new Range(least, Double.MAX_VALUE, least + " or more");
  }

  /** Whether the number is one of them; what is no number is not. */
  public boolean contains(double value) {
    return value >= least && value <= most;
  }

  /**
   * What is wrong with a value.
   *
   * @param name what it is called where it was given
   * @return empty when it is allowed
   */
  public Optional<String> problem(String name, Number value) {
    return contains(value.doubleValue())
        ? Optional.empty()
        : Optional.of("%s is %s, allowed is %s".formatted(name, value, words));
  }

  /**
   * Notes what is wrong with a value, if anything.
   *
   * @param name what it is called where it was given
   * @param problems where it is noted
   */
  public void check(String name, Number value, Collection<? super String> problems) {
    problem(name, value).ifPresent(problems::add);
  }

  /**
   * Refuses a value that is not one of them.
   *
   * @throws IllegalArgumentException with {@link #problem}
   */
  public void require(String name, Number value) {
    Optional<String> problem = problem(name, value);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
  }
}
