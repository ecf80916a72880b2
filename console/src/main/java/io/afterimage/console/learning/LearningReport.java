package io.afterimage.console.learning;

import io.afterimage.console.learning.LabelMix.Band;
import io.afterimage.console.learning.Novelty.Point;
import io.afterimage.console.learning.RunningAccuracy.Line;
import io.afterimage.console.learning.Turns.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the charts over time show.
 *
 * @param at when it was told
 * @param span how far back it reaches
 * @param bucketSeconds how long a bucket is
 * @param times when each bucket begins, in seconds since 1970; every other list has one entry for
 *     each
 * @param active the version that answers
 * @param window by how many of the latest labels a point of the accuracy is told, at least
 * @param accuracy by version
 * @param predicted what the versions answered
 * @param truth what the labels say
 * @param novelty how new the images were
 * @param turns what happened in that time, oldest first
 * @param audits what images say that were drawn at random
 * @param coverage what all this is told by
 */
public record LearningReport(
    Instant at,
    Span span,
    long bucketSeconds,
    List<Long> times,
    Optional<String> active,
    int window,
    List<Line> accuracy,
    List<Band> predicted,
    List<Band> truth,
    List<Point> novelty,
    List<Turn> turns,
    Audits.Figures audits,
    Coverage coverage) {

  /**
   * What was read.
   *
   * @param predictions how many since {@code since}
   * @param since when the first of them was made; what was predicted before is not shown
   * @param judged how many answers were judged by a label
   */
  public record Coverage(long predictions, Optional<Instant> since, long judged) {}
}
