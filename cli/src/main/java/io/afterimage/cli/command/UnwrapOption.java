package io.afterimage.cli.command;

import io.afterimage.cli.folders.WrappedImages;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.images.Wrapping;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which wrappings are opened of images that are saved. Filled by picocli. */
final class UnwrapOption {

  @Option(
      names = "--unwrap",
      split = ",",
      paramLabel = "NAME",
      showDefaultValue = Visibility.NEVER,
      description =
          "Unwrap the images that are saved, as the service does with images.unwrap: base64, json,"
              + " confluent, gzip, multipart.")
  private Set<Wrapping> unwrap = Set.of();

  /** Opens those in a table of saved images, and says how many are left as they are. */
  void open(Path table, Terminal terminal) {
    int wrapped = WrappedImages.open(table, unwrap);
    if (wrapped > 0) {
      terminal.say(
          "%d of them are wrapped, or of no format that is known, and saved as they are (.bin); if the stream's images.unwrap is set, give --unwrap the same"
              .formatted(wrapped));
    }
  }
}
