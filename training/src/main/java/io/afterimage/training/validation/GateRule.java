package io.afterimage.training.validation;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One condition that a candidate has to meet to be published, as configured. Has no state. {@link
 * PromotionGate} lists all of them.
 */
public interface GateRule {

  /** Tells it from others in logs, in one word. */
  String name();

  /** Human-readable reasons against publishing the candidate; empty when it meets the condition. */
  List<String> reasonsAgainst(Candidacy candidacy);

  /** What people should know of the decision, whatever it is. */
  default List<String> remarks(Candidacy candidacy) {
    return List.of();
  }

  /** Whether the rules behind it need not be asked where it has a reason. */
  default boolean isFinal() {
    return false;
  }

  /** What it decides by. */
  default List<Figure> figures() {
    return List.of();
  }

  /**
   * A figure of an evaluation, shown as a gauge.
   *
   * @param meter its name
   * @param description the question that it answers
   * @param ofActive whether it is shown of the active version beside the candidate
   * @param value not a number where it is unknown
   */
  record Figure(
      String meter, String description, boolean ofActive, ToDoubleFunction<Evaluation> value) {}
}
