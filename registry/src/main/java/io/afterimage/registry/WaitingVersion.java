package io.afterimage.registry;

import io.afterimage.schemas.events.ModelEvent.Staged;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A version that waits until somebody approves or rejects it.
 *
 * @param staged how it came to that
 */
public record WaitingVersion(Staged staged) {

  /**
   * Why it has to be withdrawn though nobody has rejected it: its time is over, or a version was
   * published meanwhile that it was not compared with.
   *
   * @param registry in which it waits
   * @return empty while it may be approved
   */
  public Optional<String> lapsed(ModelRegistry registry, Instant now) {
    Optional<String> newer =
        registry.history().stream()
            .dropWhile(version -> !version.version().equals(staged.modelVersion()))
            .filter(version -> !version.isUnannounced())
            .map(VersionHistory::version)
            .findFirst();
    return newer
        .map(
            "while it waited for approval, version %s was published, which it was not compared with"
                ::formatted)
        .or(
            () ->
                staged
                    .until()
                    .filter(until -> !now.isBefore(until))
                    .map(WaitingVersion::inWords)
                    .map("nobody approved it until %s"::formatted));
  }

  private static String inWords(Instant until) {
    return until.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Until when it waits, and what somebody can do, human-readable. */
  public String text() {
    String version = staged.modelVersion();
    return "version %s waits for approval%s: 'afterimage control approve %s --reason …' makes it active, 'afterimage control reject %s --reason …' withdraws it"
        .formatted(
            version,
            staged.until().map(WaitingVersion::inWords).map(" until "::concat).orElse(""),
            version,
            version);
  }
}
