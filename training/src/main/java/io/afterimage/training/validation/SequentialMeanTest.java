package io.afterimage.training.validation;

import io.afterimage.config.Range;

/**
 * Whether the mean of numbers from 0 to 1 is above a limit, asked as often as one likes while they
 * come. As long as each is at most the limit in expectation, given all before it, this is claimed
 * with a probability of at most the error rate, ever: bets on the numbers being larger start with
 * 1, are fair or worse then, and reach 1 / error rate no more often than that (Ville 1939; for
 * bounded means Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting",
 * JRSS B 86, 2024). For one thread.
 */
public final class SequentialMeanTest {

  /** What limits and numbers may be. */
  public static final Range UNIT = new Range(0, 1, "0 to 1");

  /** Bets, each on odds that are twice those of the one before: for small excesses and large. */
  private static final int BETS = 8;

  private final double limit;
  private final double enough;
  private final double[] gains = new double[BETS];
  private final double[] losses = new double[BETS];
  private final double[] logs = new double[BETS];
  private int numbers;
  private double sum;
  private boolean above;

  /**
   * Without numbers.
   *
   * @param limit 0 to 1: of 0, any number above it tells; of 1, none does
   * @param errorRate how often, at most, a mean is said to be above the limit that is not
   */
  public SequentialMeanTest(double limit, double errorRate) {
    UNIT.require("the limit", limit);
    SequentialSignTest.RATE.require("the error rate", errorRate);
    this.limit = limit;
    this.enough = Math.log(BETS / errorRate);
    double odds = limit / (1 - limit);
    for (int bet = 0; bet < BETS; bet++) {
      odds *= 2;
      double mean = odds / (1 + odds);
      gains[bet] = mean / limit;
      losses[bet] = (1 - mean) / (1 - limit);
    }
  }

  /** With one number more. */
  public void add(double number) {
    UNIT.require("a number", number);
    numbers++;
    sum += number;
    above |= limit == 0 ? number > 0 : limit < 1 && isWon(number);
  }

  private boolean isWon(double number) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int bet = 0; bet < BETS; bet++) {
      logs[bet] += Math.log(number * gains[bet] + (1 - number) * losses[bet]);
      largest = Math.max(largest, logs[bet]);
    }
    double total = 0;
    for (double log : logs) {
      total += Math.exp(log - largest);
    }
    return largest + Math.log(total) >= enough;
  }

  /** Whether the mean is above the limit, by the numbers so far: once it was, it stays so. */
  public boolean isAbove() {
    return above;
  }

  /** How many numbers there are. */
  public int numbers() {
    return numbers;
  }

  /** Their mean; not a number without any. */
  public double mean() {
    return sum / numbers;
  }
}
