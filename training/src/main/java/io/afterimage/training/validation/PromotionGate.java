package io.afterimage.training.validation;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.training.validation.Verdict.Objection;
import io.afterimage.training.validation.Verdict.Promoted;
import io.afterimage.training.validation.Verdict.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Passes a candidate unless a rule has a reason against it. All reasons are reported together.
 *
 * @param rules in the order of their reasons
 * @param window how many images decide, those that were labelled last
 * @param budget the error rate of comparisons with a version that nothing has been compared with
 */
public record PromotionGate(List<GateRule> rules, int window, ErrorBudget budget) {

  private static final int USUAL_WINDOW = 500;

  /** Every rule: what reads it from its options. A new one is added here. */
  private static final List<Function<Settings, GateRule>> RULES =
      List.of(
          settings -> new NotWithdrawn(),
          EnoughImages::read,
          ClassRecall::read,
          NotWorseThanActive::read,
          NotWorseThanBest::read,
          settings -> new KnownLabels());

  /** Copies the rules. */
  public PromotionGate {
    rules = List.copyOf(rules);
    Range.atLeast(1).require("gate.window", window);
  }

  /** Reads every rule from its options. */
  public static PromotionGate read(Settings settings) {
    int window = settings.integer("gate.window", USUAL_WINDOW, 0, Integer.MAX_VALUE);
    return new PromotionGate(
        RULES.stream().map(rule -> rule.apply(settings)).toList(),
        window == 0 ? Integer.MAX_VALUE : window,
        ErrorBudget.of(ErrorBudget.readRate(settings), window == 0 ? USUAL_WINDOW : window));
  }

  /** Judges a candidate. */
  public Verdict judge(Candidacy candidacy) {
    List<Objection> objections = new ArrayList<>();
    for (GateRule rule : rules) {
      List<String> reasons = rule.reasonsAgainst(candidacy);
      reasons.forEach(reason -> objections.add(new Objection(rule.name(), reason)));
      if (rule.isFinal() && !reasons.isEmpty()) {
        break;
      }
    }
    List<String> remarks = new ArrayList<>();
    rules.forEach(rule -> remarks.addAll(rule.remarks(candidacy)));
    remarks.addAll(candidacy.notes());
    return objections.isEmpty()
        ? new Promoted(candidacy.candidate(), candidacy.active(), remarks)
        : new Rejected(candidacy.candidate(), candidacy.active(), objections, remarks);
  }
}
