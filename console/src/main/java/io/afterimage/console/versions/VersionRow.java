package io.afterimage.console.versions;

import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Gate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version in a list, as JSON of the console.
 *
 * @param version its name
 * @param state as {@link VersionHistory.State#code}
 * @param announced when it was announced, or staged
 * @param by who published it
 * @param run the id of the command whose run made it, where one did
 * @param reason why it was made
 * @param parent the version that it followed
 * @param gate what the gate measured
 * @param validationAccuracy on the images of its own training
 * @param labels how many it knows
 * @param bytes of its file
 * @param unannounced whether it is, or was, tried on live images or waiting only
 * @param waitsUntil when it is withdrawn unless somebody approves it
 * @param withdrawn how it was withdrawn, unless that was taken back
 * @param rejections which instances could not load it
 */
record VersionRow(
    String version,
    String state,
    Instant announced,
    Optional<String> by,
    Optional<String> run,
    Optional<String> reason,
    Optional<String> parent,
    Optional<Gate> gate,
    Optional<Double> validationAccuracy,
    int labels,
    long bytes,
    boolean unannounced,
    Optional<Instant> waitsUntil,
    Optional<Happening> withdrawn,
    List<Happening> rejections) {

  /** How a trainer names itself in an announcement. */
  private static final Pattern RUN =
      Pattern.compile("trainer, run (?<run>.+?)(?: promoted by command)?");

  static VersionRow of(VersionHistory version) {
    Announced announced = version.announced();
    return new VersionRow(
        version.version(),
        version.state().code(),
        announced.at(),
        announced.publishedBy(),
        announced
            .publishedBy()
            .map(RUN::matcher)
            .filter(Matcher::matches)
            .map(by -> by.group("run")),
        announced.reason(),
        announced.parentVersion(),
        announced.gate(),
        announced.validationAccuracy(),
        announced.labels().size(),
        announced.bytes(),
        version.isUnannounced(),
        version.waitsUntil(),
        version.withdrawal().map(Happening::of),
        version.rejections().stream().map(Happening::of).toList());
  }
}
