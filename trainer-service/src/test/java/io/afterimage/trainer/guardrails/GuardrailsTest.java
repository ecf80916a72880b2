package io.afterimage.trainer.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Gate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuardrailsTest {

  private static final int IMAGES = 500;

  private final SplittableRandom random = new SplittableRandom(5);
  private final Guardrails guardrails = new Guardrails(GuardrailConfig.DEFAULT, Set.of("owl"));
  private int next;

  @Test
  void shouldFindAVersionThatCallsEverythingTheSame() {
    for (int i = 0; i < IMAGES; i++) {
      answer("class-0", "class-" + i % 10);
    }

    assertThat(guardrails.difference()).isPresent();
    assertThat(guardrails.defect()).isEmpty();
    assertThat(only(0, 0.7).difference().orElseThrow())
        .matches("the mix of classes differs by more than 0.70: by 0.[89]\\d+ of 500 images");
    assertThat(only(0.2, 1).difference().orElseThrow())
        .matches("agreement below 0.20: 0.1000 of 500 images");
  }

  /** Ten classes, of which it calls nine the tenth. */
  private static Guardrails only(double agreement, double classMix) {
    Guardrails some =
        new Guardrails(new GuardrailConfig(1, agreement, classMix, 3, 0.01, 0), Set.of());
    for (int i = 0; i < IMAGES; i++) {
      some.add(paired("class-0", "class-" + i % 10, 1, 1));
    }
    return some;
  }

  /** What both see changes from one half to the other, and neither is worse for it. */
  @Test
  void shouldNotMindAWorldThatChanges() {
    for (int i = 0; i < 2 * IMAGES; i++) {
      String label = i < IMAGES ? "cat" : "dog";
      answer(random.nextDouble() < 0.1 ? "fox" : label, label);
    }

    assertThat(guardrails.difference()).isEmpty();
  }

  /** It calls everything the same, and the version beside it may well be right. */
  @Test
  void shouldNotHoldTheOtherVersionsCollapseAgainstAVersionThatTheGateHasShownToBeBetter() {
    Guardrails better = judged(Optional.of(0.2));
    Guardrails unproven = judged(Optional.of(0.88));
    Guardrails first = judged(Optional.empty());
    for (int i = 0; i < IMAGES; i++) {
      PairedAnswer answer = paired("class-" + i % 10, "class-0", 1, 1);
      List.of(better, unproven, first).forEach(each -> each.add(answer));
    }

    assertThat(better.difference()).isEmpty();
    assertThat(better.agreement()).isBetween(0.09, 0.11);
    assertThat(unproven.difference())
        .as("answers alone do not tell which one is broken")
        .isPresent();
    assertThat(first.difference()).isPresent();
    for (int i = 0; i < 50; i++) {
      better.add(new PairedAnswer(Optional.empty(), Optional.of("class-0"), 1, 1));
    }
    assertThat(better.defect()).isPresent();
  }

  /** By the gate, on 200 images of which it names 90 % right. */
  private static Guardrails judged(Optional<Double> activeAccuracy) {
    Gate gate = new Gate(0.9, 0.85, 0.93, 200, activeAccuracy);
    return Guardrails.between(
        GuardrailConfig.DEFAULT, announced(Optional.of(gate)), announced(Optional.empty()));
  }

  private static Announced announced(Optional<Gate> gate) {
    return new Announced(
        "v",
        "here",
        "ab".repeat(32),
        1,
        IntStream.range(0, 10).mapToObj(i -> "class-" + i).toList(),
        Optional.empty(),
        Optional.empty(),
        gate,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH);
  }

  /** The other version cannot name it, so nobody knows what it should have said. */
  @Test
  void shouldNotCompareByAClassThatOnlyTheVersionKnows() {
    for (int i = 0; i < IMAGES; i++) {
      answer("owl", "cat");
    }

    assertThat(guardrails.difference()).isEmpty();
    assertThat(guardrails.agreement()).isEqualTo(1);
    assertThat(guardrails.images()).isEqualTo(IMAGES);
  }

  @Test
  void shouldFindImagesWithoutAnAnswerThatTheOtherVersionAnswers() {
    for (int i = 0; i < IMAGES; i++) {
      guardrails.add(
          new PairedAnswer(
              i % 10 == 0 ? Optional.empty() : Optional.of("cat"), Optional.of("cat"), 1, 1));
    }
    assertThat(guardrails.defect().orElseThrow())
        .isEqualTo("no answer to 0.1000 of 500 images, more than 0.01");

    Guardrails broken = new Guardrails(GuardrailConfig.DEFAULT, Set.of());
    for (int i = 0; i < IMAGES; i++) {
      broken.add(new PairedAnswer(Optional.empty(), Optional.empty(), 1, 1));
    }
    assertThat(broken.defect()).as("nor does the other one").isEmpty();
  }

  /** Stalls of a busy machine: every tenth batch takes 50 times as long, of either version. */
  @Test
  void shouldNotTakeNoiseForASlowGraph() {
    for (int i = 0; i < IMAGES; i++) {
      timed(time(1.5), time(1));
    }
    assertThat(guardrails.defect()).isEmpty();
    assertThat(guardrails.latency()).isGreaterThan(0.5);

    Guardrails slow = new Guardrails(GuardrailConfig.DEFAULT, Set.of());
    for (int i = 0; i < 100; i++) {
      slow.add(paired("cat", "cat", time(6), time(1)));
    }
    assertThat(slow.defect().orElseThrow())
        .matches("slower than 3.00 times in 0.\\d+ of 100 batches");
  }

  private double time(double usual) {
    return usual * (1 + random.nextDouble() / 5) * (random.nextDouble() < 0.1 ? 50 : 1);
  }

  /** Its images have one time, which is one time that it was slow. */
  @Test
  void shouldCountABatchOnce() {
    for (int batch = 0; batch < 5; batch++) {
      for (int i = 0; i < 32; i++) {
        timed(100 + batch, 1 + batch / 100.0);
      }
    }
    assertThat(guardrails.defect()).isEmpty();

    for (int batch = 5; batch < 15; batch++) {
      timed(100 + batch, 1 + batch / 100.0);
    }
    assertThat(guardrails.defect()).isPresent();
  }

  /**
   * A version at three limits at once: one of a hundred images without an answer, a fifth agreed
   * on, every second batch too slow. And mixes that differ by exactly 0.7 of the images.
   */
  @Test
  void shouldKeepItsErrorRateForAVersionAtItsLimits() {
    int taken = 0;
    int shifted = 0;
    for (int trial = 0; trial < 500; trial++) {
      Guardrails all = new Guardrails(GuardrailConfig.DEFAULT, Set.of());
      Guardrails mix = new Guardrails(new GuardrailConfig(1, 0, 0.7, 3, 0.01, 0), Set.of());
      for (int i = 0; i < IMAGES; i++) {
        String active = "class-" + random.nextInt(100);
        String own = random.nextDouble() < 0.2 ? active : "class-" + random.nextInt(100);
        all.add(
            new PairedAnswer(
                random.nextDouble() < 0.01 ? Optional.empty() : Optional.of(own),
                Optional.of(active),
                (random.nextBoolean() ? 4 : 2) + random.nextDouble() / 10,
                1 + random.nextDouble() / 1000));
        mix.add(paired(random.nextDouble() < 0.7 ? "dog" : "cat", "cat", 1, 1));
      }
      taken += all.defect().or(all::difference).isPresent() ? 1 : 0;
      shifted += mix.difference().isPresent() ? 1 : 0;
    }
    assertThat(taken).as("1 % of 500, and chance").isLessThan(10);
    assertThat(shifted).as("a quarter of that").isLessThan(5);
  }

  private void answer(String own, String active) {
    guardrails.add(paired(own, active, 1, 1));
  }

  private void timed(double own, double active) {
    guardrails.add(paired("cat-" + next++ % 3, "cat-0", own, active));
  }

  private static PairedAnswer paired(String own, String active, double millis, double other) {
    return new PairedAnswer(Optional.of(own), Optional.of(active), millis, other);
  }
}
