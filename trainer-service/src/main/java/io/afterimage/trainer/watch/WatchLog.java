package io.afterimage.trainer.watch;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.Reply;
import io.afterimage.trainer.control.CommandLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What commands and replies say of watches: a rollback is a command whose id names the version, and
 * a watch that came to its end is a reply. So a trainer that takes over neither repeats a rollback
 * nor watches a version again. Thread-safe, but for {@link #note}.
 *
 * @param ledger what was replied
 */
public record WatchLog(CommandLedger ledger) {

  private static final String ROLLBACK = CommandLedger.AUTOMATIC_ROLLBACK;
  private static final String PASSED = "auto-watch-";
  private static final String KEPT = "auto-guardrails-";
  private static final int MOST_DOUBLINGS = 10;

  /** Whether the command is a rollback that a watch asked for. */
  public static boolean isOwn(Command.RollBack command) {
    return command.commandId().equals(ROLLBACK + command.modelVersion());
  }

  /** Whether the version's watch has come to its end: with a rollback that failed it has not. */
  public boolean isOver(String version) {
    return ledger.hasEnded(ROLLBACK + version) || ledger.hasEnded(PASSED + version);
  }

  /** Whether its labels have shown the version to be no worse, for as long as a watch lasts. */
  public boolean hasPassed(String version) {
    return ledger.hasEnded(PASSED + version);
  }

  /** Whether the version has kept within its limits on all images, or is rolled back. */
  public boolean hasKept(String version) {
    return ledger.hasEnded(ROLLBACK + version) || ledger.hasEnded(KEPT + version);
  }

  /** The command that takes a version back. */
  public Command.RollBack rollback(String version, String reason, Instant now) {
    return new Command.RollBack(ROLLBACK + version, version, Optional.of(reason), now);
  }

  /** The reply that ends the watch of a version that is no worse. */
  public Reply.Done passed(Finding finding, Instant now) {
    String version = finding.watched().name();
    return done(
        PASSED + version,
        "the watch of version %s is over, it stays: %s".formatted(version, finding.inWords()),
        version,
        now);
  }

  /**
   * The reply that ends the guardrails of a version that has kept within them.
   *
   * @param figures how it did
   */
  public Reply.Done kept(String version, String figures, Instant now) {
    return done(
        KEPT + version,
        "version %s keeps within the guardrails: %s".formatted(version, figures),
        version,
        now);
  }

  private static Reply.Done done(String id, String text, String version, Instant now) {
    return new Reply.Done(
        id, new Reply.Completed(), text, Optional.of(version), Optional.empty(), now);
  }

  /** Takes note of one of these replies. For the thread that takes note of all. */
  public void note(Reply.Done reply) {
    ledger.observe(reply);
  }

  /**
   * Until when no run begins by itself: if the newest versions, two or more, were all rolled back
   * by watches, canaries among them, so long after the last rollback, twice as long after each
   * further one.
   *
   * @param pause after the second
   * @return empty where nothing holds up a run
   */
  public Optional<Instant> heldUntil(ModelRegistry registry, Duration pause) {
    List<VersionHistory> history = registry.history();
    int inARow = 0;
    Optional<Instant> last = Optional.empty();
    for (int i = history.size() - 1; i >= 0; i--) {
      VersionHistory version = history.get(i);
      Optional<RolledBack> withdrawal = version.withdrawal();
      if (withdrawal.isPresent() && ledger.hasEnded(ROLLBACK + version.version())) {
        inARow++;
        last = last.or(() -> withdrawal.map(RolledBack::at));
      } else if (!version.isUnannounced()) {
        break;
      }
    }
    int doublings = Math.min(inARow - 2, MOST_DOUBLINGS);
    return doublings < 0
        ? Optional.empty()
        : last.map(at -> at.plus(pause.multipliedBy(1L << doublings)));
  }
}
