package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.trainer.dataset.SkippedPicture;
import java.util.List;

/** Names the files that could not be used. */
final class SkippedPictures {

  private static final int SHOWN = 5;

  private SkippedPictures() {}

  static void report(List<SkippedPicture> skipped, Terminal terminal) {
    skipped.stream()
        .limit(SHOWN)
        .forEach(
            picture -> terminal.say("skipped %s: %s".formatted(picture.id(), picture.reason())));
    if (skipped.size() > SHOWN) {
      terminal.say("skipped %d more".formatted(skipped.size() - SHOWN));
    }
  }
}
