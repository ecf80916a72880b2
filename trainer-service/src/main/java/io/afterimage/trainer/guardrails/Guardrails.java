package io.afterimage.trainer.guardrails;

import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.training.validation.SequentialMeanTest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a version keeps within the limits, by its answers beside another version's to the same
 * images, so that a change of the world alone breaks none. Each limit has a quarter of the error
 * rate and is tested in sequence: one may ask after every image. For one thread.
 */
public final class Guardrails {

  private static final int LIMITS = 4;

  /** Images of one batch have its time in common, and come close together. */
  private static final int RECENT_BATCHES = 1000;

  private final GuardrailConfig config;
  private final Set<String> newLabels;
  private final boolean gateShowsBetter;
  private final SequentialMeanTest faults;
  private final SequentialMeanTest differing;
  private final SequentialMeanTest shift;
  private final SequentialMeanTest slow;
  private final Map<String, Integer> surplus = new HashMap<>();
  private final Set<Double> batches = new LinkedHashSet<>();
  private int images;
  private double ownMillis;
  private double activeMillis;

  /**
   * Without answers.
   *
   * @param newLabels labels that only the version itself knows: what it calls so, the other one
   *     cannot, and nobody is compared by it
   */
  public Guardrails(GuardrailConfig config, Set<String> newLabels) {
    this(config, newLabels, false);
  }

  private Guardrails(GuardrailConfig config, Set<String> newLabels, boolean gateShowsBetter) {
    double errorRate = config.errorRate() / LIMITS;
    this.config = config;
    this.newLabels = Set.copyOf(newLabels);
    this.gateShowsBetter = gateShowsBetter;
    this.faults = new SequentialMeanTest(config.noAnswer(), errorRate);
    this.differing = new SequentialMeanTest(1 - config.agreement(), errorRate);
    this.shift = new SequentialMeanTest((1 + config.classMix()) / 2, errorRate);
    this.slow = new SequentialMeanTest(0.5, errorRate);
  }

  /** Of a version beside the one that it is compared with, without answers. */
  public static Guardrails between(GuardrailConfig config, Announced version, Announced other) {
    Set<String> newLabels = new HashSet<>(version.labels());
    other.labels().forEach(newLabels::remove);
    boolean gateShowsBetter =
        version
            .gate()
            .filter(gate -> gate.activeAccuracy().filter(before -> gate.low() > before).isPresent())
            .isPresent();
    return new Guardrails(config, newLabels, gateShowsBetter);
  }

  /** Takes the answers to one more image. */
  public void add(PairedAnswer answer) {
    images++;
    time(answer.ownMillis(), answer.activeMillis());
    if (answer.active().isPresent()) {
      faults.add(answer.own().isEmpty() ? 1 : 0);
    }
    if (answer.own().isPresent() && answer.active().isPresent()) {
      compare(answer.own().get(), answer.active().get());
    }
  }

  private void compare(String own, String active) {
    if (newLabels.contains(own)) {
      return;
    }
    differing.add(own.equals(active) ? 0 : 1);
    // Classes are told apart by earlier images alone, so that chance does not choose them.
    shift.add((1 + (isFavoured(own) ? 1 : 0) - (isFavoured(active) ? 1 : 0)) / 2.0);
    surplus.merge(own, 1, Integer::sum);
    surplus.merge(active, -1, Integer::sum);
  }

  /** Whether the version has named that class more often than the other one. */
  private boolean isFavoured(String label) {
    return surplus.getOrDefault(label, 0) > 0;
  }

  /** Counts a batch once; a stall of one batch is one of many. */
  private void time(double own, double active) {
    ownMillis += own;
    activeMillis += active;
    boolean isOwnNew = batches.add(own);
    boolean isActiveNew = batches.add(-active);
    if (isOwnNew && isActiveNew && active > 0) {
      slow.add(own > config.latency() * active ? 1 : 0);
    }
    while (batches.size() > RECENT_BATCHES) {
      batches.remove(batches.iterator().next());
    }
  }

  /** How many images there are. */
  public int images() {
    return images;
  }

  /** On which share of the images that both answered they agree; 1 without any. */
  public double agreement() {
    return differing.numbers() == 0 ? 1 : 1 - differing.mean();
  }

  /** The time that its graph took, in multiples of the other one's. */
  public double latency() {
    return activeMillis > 0 ? ownMillis / activeMillis : 1;
  }

  /** What is broken, whatever labels say; empty: nothing so far. */
  public Optional<String> defect() {
    if (faults.isAbove()) {
      return Optional.of(
          text(
              "no answer to %.4f of %d images, more than %s",
              faults.mean(), faults.numbers(), config.noAnswer()));
    }
    return slow.isAbove()
        ? Optional.of(
            text(
                "slower than %.2f times in %.4f of %d batches",
                config.latency(), slow.mean(), slow.numbers()))
        : Optional.empty();
  }

  /**
   * In what the answers differ too much, unless the gate has shown the version to be better: after
   * the world has changed, a good version disagrees with an old one, which may call everything the
   * same. The answers alone do not tell which of both is the broken one.
   */
  public Optional<String> difference() {
    if (gateShowsBetter) {
      return Optional.empty();
    }
    if (differing.isAbove()) {
      return Optional.of(
          text(
              "agreement below %.2f: %.4f of %d images",
              config.agreement(), agreement(), differing.numbers()));
    }
    return shift.isAbove()
        ? Optional.of(
            text(
                "the mix of classes differs by more than %.2f: by %.4f of %d images",
                config.classMix(), distance(), differing.numbers()))
        : Optional.empty();
  }

  private double distance() {
    return surplus.values().stream().filter(more -> more > 0).mapToInt(Integer::intValue).sum()
        / (double) Math.max(1, differing.numbers());
  }

  private static String text(String form, Object... figures) {
    return String.format(Locale.ROOT, form, figures);
  }
}
