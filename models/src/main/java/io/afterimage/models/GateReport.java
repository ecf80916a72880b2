package io.afterimage.models;

import io.afterimage.models.TrainingReport.HeldOut;
import io.afterimage.schemas.events.TextStart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the gate judged a model, as its manifest carries it. It takes up to some 200,000 bytes,
 * however many images and classes there are.
 *
 * @param passed whether it may be published
 * @param text why
 * @param candidate how it did on the images that decided, which it has not learned
 * @param activeVersion the version that was active, where there was one
 * @param active how that one did on the same images
 * @param answers what both said of the newest of these images, newest first
 */
public record GateReport(
    boolean passed,
    String text,
    HeldOut candidate,
    Optional<String> activeVersion,
    Optional<HeldOut> active,
    List<Answer> answers) {

  /** Of so many images at most it is told what was answered. */
  public static final int MOST_ANSWERS = 500;

  /** With more classes, there are no matrices and no recall of each class. */
  public static final int MOST_CLASSES = 100;

  private static final int ANSWERS_BYTES = 100_000;
  private static final int ANSWER_BYTES = 60;
  private static final int LONGEST_TEXT = 8_000;

  /**
   * What was said of an image.
   *
   * @param id the image's
   * @param label what it shows
   * @param candidate what the model says
   * @param active what the version says that was active
   */
  public record Answer(String id, String label, String candidate, Optional<String> active) {

    private int bytes() {
      return ANSWER_BYTES
          + length(id)
          + length(label)
          + length(candidate)
          + active.map(Answer::length).orElse(0);
    }

    /** An escape takes six bytes. */
    private static int length(String text) {
      return Math.max(text.getBytes(StandardCharsets.UTF_8).length, 0)
          + 5 * (int) text.chars().filter(c -> c < ' ' || c == '"' || c == '\\').count();
    }
  }

  /** Leaves out what there is no room for. */
  public GateReport {
    text = text.length() > LONGEST_TEXT ? TextStart.of(text, LONGEST_TEXT) + "…" : text;
    answers = first(answers);
    candidate = bounded(candidate);
    active = active.map(GateReport::bounded);
  }

  private static List<Answer> first(List<Answer> all) {
    List<Answer> first = new ArrayList<>();
    int bytes = 0;
    for (Answer answer : all) {
      bytes += answer.bytes();
      if (first.size() == MOST_ANSWERS || bytes > ANSWERS_BYTES) {
        break;
      }
      first.add(answer);
    }
    return List.copyOf(first);
  }

  private static HeldOut bounded(HeldOut scores) {
    boolean many =
        scores.confusion().size() > MOST_CLASSES || scores.recall().size() > MOST_CLASSES;
    return many ? scores.withoutClasses() : scores;
  }
}
