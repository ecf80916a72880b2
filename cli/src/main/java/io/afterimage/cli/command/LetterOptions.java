package io.afterimage.cli.command;

import io.afterimage.cli.options.MomentConverter;
import io.afterimage.client.refused.LetterSelection;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which dead letters are meant: those that match everything that is given. Filled by picocli. */
final class LetterOptions {

  @Option(
      names = "--reason",
      split = ",",
      paramLabel = "REASON",
      showDefaultValue = Visibility.NEVER,
      description = "Of this reason, such as truncated; may be repeated.")
  private Set<String> reasons = Set.of();

  @Option(
      names = "--id",
      paramLabel = "IMAGE_ID",
      showDefaultValue = Visibility.NEVER,
      description = "Of this image; may be repeated.")
  private Set<String> ids = Set.of();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description =
          "Refused since then: 30m, 2h or 7d (ago), 2026-11-29 or 2026-11-29T10:30 (here), or"
              + " 2026-11-29T10:30:00Z. Without it, the whole topic is read.")
  private Optional<Instant> since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description = "Refused before then.")
  private Optional<Instant> until;

  /** Those that match, of these places; of any place if there are none. */
  LetterSelection selection(Set<ImagePointer> places) {
    return new LetterSelection(places, reasons, ids, since, until);
  }
}
