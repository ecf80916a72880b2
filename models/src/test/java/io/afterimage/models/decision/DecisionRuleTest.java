package io.afterimage.models.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionRuleTest {

  private static final List<String> LABELS = List.of("cat", "dog", "fox");

  private static Decision plain(String label) {
    return new Decision(label, Optional.empty());
  }

  private static Decision cheaper(String label) {
    return new Decision(label, Optional.of(Decision.By.COSTS));
  }

  private static Decision refused(String label) {
    return new Decision(label, Optional.of(Decision.By.THRESHOLD));
  }

  private static DecisionRule thresholds(Map<String, Double> thresholds) {
    return new DecisionRule(thresholds, "unknown", Map.of());
  }

  private static DecisionRule costs(Map<String, Map<String, Double>> costs) {
    return new DecisionRule(Map.of(), "unknown", costs);
  }

  @Test
  void shouldAnswerTheMostProbableLabelWhereNothingIsSaid() {
    assertThat(DecisionRule.NONE.decide(LABELS, new float[] {0.2f, 0.5f, 0.3f}))
        .isEqualTo(plain("dog"));
    assertThat(costs(Map.of("owl", Map.of("cat", 9.0))).decide(LABELS, new float[] {0.5f, 0.5f, 0}))
        .isEqualTo(plain("cat"));
  }

  @Test
  void shouldRefuseBelowTheThresholdOfTheLabel() {
    DecisionRule rule = thresholds(Map.of("fox", 0.8, "*", 0.4));

    assertThat(rule.decide(LABELS, new float[] {0.1f, 0.2f, 0.7f})).isEqualTo(refused("unknown"));
    assertThat(rule.decide(LABELS, new float[] {0.1f, 0, 0.9f})).isEqualTo(plain("fox"));
    assertThat(rule.decide(LABELS, new float[] {0.45f, 0.3f, 0.25f})).isEqualTo(plain("cat"));
    assertThat(rule.decide(LABELS, new float[] {0.35f, 0.34f, 0.31f}))
        .isEqualTo(refused("unknown"));
  }

  /** By hand: dog costs .4 * 5 = 2, fox .6, cat .4 * 5 + .6 = 2.6. */
  @Test
  void shouldAnswerWhatCostsLeast() {
    DecisionRule rule = costs(Map.of("fox", Map.of("*", 5.0)));

    assertThat(rule.decide(LABELS, new float[] {0, 0.6f, 0.4f})).isEqualTo(cheaper("fox"));
    assertThat(rule.decide(LABELS, new float[] {0, 0.9f, 0.1f})).isEqualTo(plain("dog"));
  }

  /** By hand: cat costs .3 * 10 + .3 = 3.3, dog .4 + .3 = .7, fox .4 + .3 * .5 = .55. */
  @Test
  void shouldKnowWhatEachAnswerCosts() {
    DecisionRule rule = costs(Map.of("dog", Map.of("cat", 10.0, "fox", 0.5)));

    assertThat(rule.decide(LABELS, new float[] {0.4f, 0.3f, 0.3f})).isEqualTo(cheaper("fox"));
  }

  @Test
  void shouldHoldTheCheaperAnswerAgainstItsOwnThreshold() {
    DecisionRule rule =
        new DecisionRule(Map.of("fox", 0.5), "look", Map.of("fox", Map.of("*", 5.0)));

    assertThat(rule.decide(LABELS, new float[] {0, 0.6f, 0.4f})).isEqualTo(refused("look"));
  }

  @Test
  void shouldMeanTheSameToAVersionWithOtherLabels() {
    DecisionRule rule =
        new DecisionRule(Map.of("fox", 0.8), "unknown", Map.of("fox", Map.of("dog", 5.0)));

    assertThat(rule.decide(List.of("fox", "owl"), new float[] {0.7f, 0.3f}))
        .isEqualTo(refused("unknown"));
    assertThat(rule.decide(List.of("cat", "owl"), new float[] {0.3f, 0.7f}))
        .isEqualTo(plain("owl"));
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    assertThatThrownBy(() -> thresholds(Map.of("fox", 1.5))).hasMessageContaining("of fox is 1.5");
    assertThatThrownBy(() -> costs(Map.of("fox", Map.of("dog", -1.0))))
        .hasMessageContaining("answer dog for fox costs -1.0");
    assertThatThrownBy(() -> costs(Map.of("fox", Map.of("fox", 1.0))))
        .hasMessageContaining("is right");
  }
}
