package io.afterimage.cli.command;

import io.afterimage.cli.publishing.LabelChange;
import io.afterimage.cli.publishing.Publication;
import io.afterimage.cli.terminal.Terminal;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a version's announcement says about it. Filled by picocli. */
final class PublicationOptions {

  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "Who publishes it. Default: this user at this machine.")
  private Optional<String> publishedBy;

  @Mixin private ReasonOption reason;

  @Option(
      names = "--replace-labels",
      description =
          "Publish it even if it does not know all labels of the active version. Without it, that"
              + " is asked at a terminal, and refused elsewhere.")
  private boolean replaceLabels;

  /** The publication that is meant. */
  Publication publication(Terminal terminal) {
    return new Publication(
        publishedBy.orElseGet(Publication::userAtHost),
        reason.reason,
        new LabelChange(replaceLabels, terminal));
  }
}
