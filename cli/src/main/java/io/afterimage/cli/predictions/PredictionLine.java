package io.afterimage.cli.predictions;

import io.afterimage.cli.terminal.Printable;
import io.afterimage.cli.terminal.Style;
import io.afterimage.schemas.events.Prediction;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A prediction in a line for people. */
public final class PredictionLine {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  private PredictionLine() {}

  /** The line. */
  public static String of(Prediction prediction, Style style) {
    return "%s  %-5s %s %s  %s%s"
        .formatted(
            TIME.format(prediction.predictedAt()),
            prediction.modelVersion(),
            style.strong("%-16s".formatted(Printable.of(prediction.answer()))),
            "%6.1f %%".formatted(prediction.confidence() * 100),
            Printable.of(prediction.imageId()),
            prediction.unknown().orElse(false)
                ? "  unknown (novelty %.2f)".formatted(prediction.novelty().orElse(0.0))
                : "");
  }
}
