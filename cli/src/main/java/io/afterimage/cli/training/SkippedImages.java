package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.training.dataset.SkippedImage;
import java.util.List;

/** Names the files that could not be used, every one. */
public final class SkippedImages {

  private SkippedImages() {}

  /** A line for each. */
  public static void report(List<SkippedImage> skipped, Terminal terminal) {
    skipped.forEach(image -> terminal.say("skipped %s: %s".formatted(image.id(), image.reason())));
  }
}
