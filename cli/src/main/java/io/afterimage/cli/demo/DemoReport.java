package io.afterimage.cli.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a demonstration found; its components are the JSON's fields.
 *
 * @param images sent, broken files included
 * @param predictions of all versions
 * @param deadLetters of broken files: the demo's own, and those among the user's
 * @param lost sent and not answered rightly: no prediction, or no dead letter for a broken file
 * @param duplicated answers beyond the first
 * @param imagesPerSecond answers over the time from the first image to the last answer
 * @param p50Millis from sending until a committed answer was read
 * @param p99Millis the same
 * @param versions by name, in the order of their first answers
 * @param accuracyByVersion in [0, 1], over images that nobody labels
 * @param labels that people gave
 * @param refresh what the trainer did with the first few of them
 * @param run what it did with many of them
 */
public record DemoReport(
    @JsonProperty("pictures") long images,
    long predictions,
    long deadLetters,
    long lost,
    long duplicated,
    double imagesPerSecond,
    long p50Millis,
    long p99Millis,
    List<String> versions,
    Map<String, Double> accuracyByVersion,
    long labels,
    DemoRun refresh,
    DemoRun run) {

  private static final ObjectWriter WRITER = EventJson.mapper().writerWithDefaultPrettyPrinter();

  static DemoReport of(
      LedgerSnapshot end, double seconds, long labels, DemoRun refresh, DemoRun run) {
    Map<String, Double> accuracy = new LinkedHashMap<>();
    end.versions().forEach((name, version) -> accuracy.put(name, version.accuracy()));
    return new DemoReport(
        end.sent(),
        end.predictions(),
        end.deadLetters().size(),
        end.unanswered(),
        end.duplicated(),
        end.answered() / seconds,
        end.p50Millis(),
        end.p99Millis(),
        List.copyOf(end.versions().keySet()),
        accuracy,
        labels,
        refresh,
        run);
  }

  /** Whether every image was answered once. */
  public boolean exactlyOnce() {
    return lost == 0 && duplicated == 0;
  }

  /**
   * Writes it as JSON.
   *
   * @throws UncheckedIOException naming the file
   */
  public void writeTo(Path file) {
    try {
      Files.writeString(file, toJson() + System.lineSeparator());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + file, e);
    }
  }

  String toJson() {
    try {
      return WRITER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report is always JSON", e);
    }
  }
}
