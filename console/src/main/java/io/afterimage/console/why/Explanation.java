package io.afterimage.console.why;

import java.util.List;
import java.util.Optional;

/**
 * Why a version answers as it does, as far as it is known.
 *
 * @param state {@code none}, {@code waiting}, {@code working}, {@code done}, {@code failed} or
 *     {@code cancelled}
 * @param progress from 0 to 1
 * @param fault why it failed
 * @param label the version's most probable label
 * @param probability of that label
 * @param heat by how much that falls where a part of the image is covered, row by row
 * @param nearest the training examples most like the image, the nearest first
 * @param compared with how many examples
 */
record Explanation(
    String state,
    double progress,
    Optional<String> fault,
    Optional<String> label,
    Optional<Double> probability,
    Optional<double[][]> heat,
    List<NearestExamples.Near> nearest,
    int compared) {

  static Explanation in(String state, double progress) {
    return new Explanation(
        state,
        progress,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0);
  }

  static Explanation failed(String why) {
    return new Explanation(
        "failed",
        0,
        Optional.of(why),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0);
  }

  /** Whether there is nothing more to wait for. */
  boolean isOver() {
    return !state.equals("waiting") && !state.equals("working");
  }
}
