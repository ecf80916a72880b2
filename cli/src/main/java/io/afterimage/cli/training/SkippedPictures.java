package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.training.dataset.SkippedPicture;
import java.util.List;

/** Names the files that could not be used, every one. */
public final class SkippedPictures {

  private SkippedPictures() {}

  /** A line for each. */
  public static void report(List<SkippedPicture> skipped, Terminal terminal) {
    skipped.forEach(
        picture -> terminal.say("skipped %s: %s".formatted(picture.id(), picture.reason())));
  }
}
