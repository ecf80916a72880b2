package io.afterimage.models;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The description that travels with a model's {@code model.onnx} as {@code manifest.json}.
 *
 * @param version the version's name; {@code unpublished} until it is announced
 * @param labels in the order of the graph's output {@code probabilities}, at least two, distinct
 * @param input what the graph takes
 * @param normalisation what the graph does to it first
 * @param backbone the pretrained base's name
 * @param parentVersion the version that this one was trained from, or replaces
 * @param trainingSetFingerprint SHA-256 over the ids, labels and bytes of the training images
 * @param scores figures by name, such as {@code validation_accuracy}
 * @param createdAt when training ended
 * @param sha256 of {@code model.onnx}, in lower-case hexadecimal
 * @param bytes the length of {@code model.onnx}
 * @param report learning curves and scores; absent in models that were not checked, and in older
 *     ones
 * @param novelty from where on an image is unknown; absent where the graph has no output {@code
 *     novelty}, or too few held-out images told
 * @param afterimageVersion the release of Afterimage that published the model; absent before, and
 *     in what releases before 0.2 published
 */
public record Manifest(
    String version,
    List<String> labels,
    InputSpec input,
    Normalisation normalisation,
    String backbone,
    Optional<String> parentVersion,
    String trainingSetFingerprint,
    Map<String, Double> scores,
    Instant createdAt,
    String sha256,
    long bytes,
    Optional<TrainingReport> report,
    Optional<NoveltyThreshold> novelty,
    Optional<String> afterimageVersion) {

  /** The version's name before the model is published. */
  public static final String UNPUBLISHED = "unpublished";

  /** The graph's input tensor. */
  public static final String INPUT_TENSOR = "image";

  /** The graph's output tensor. */
  public static final String OUTPUT_TENSOR = "probabilities";

  /**
   * The graph's second output tensor, where it has one: how little an image resembles what the
   * model has learned, (n), 0 to 1.
   */
  public static final String NOVELTY_TENSOR = "novelty";

  /** Copies the collections and refuses labels that are too few or not distinct. */
  public Manifest {
    labels = List.copyOf(labels);
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    if (labels.size() < 2 || labels.stream().distinct().count() != labels.size()) {
      throw new IllegalArgumentException("a model needs at least two distinct labels: " + labels);
    }
  }

  /** Without a report, a threshold of novelty and a release. */
  public Manifest(
      String version,
      List<String> labels,
      InputSpec input,
      Normalisation normalisation,
      String backbone,
      Optional<String> parentVersion,
      String trainingSetFingerprint,
      Map<String, Double> scores,
      Instant createdAt,
      String sha256,
      long bytes) {
    this(
        version,
        labels,
        input,
        normalisation,
        backbone,
        parentVersion,
        trainingSetFingerprint,
        scores,
        createdAt,
        sha256,
        bytes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same model with a report. */
  public Manifest withReport(TrainingReport newReport) {
    return new Manifest(
        version,
        labels,
        input,
        normalisation,
        backbone,
        parentVersion,
        trainingSetFingerprint,
        scores,
        createdAt,
        sha256,
        bytes,
        Optional.of(newReport),
        novelty,
        afterimageVersion);
  }

  /** The same model with a threshold of novelty, or without. */
  public Manifest withNovelty(Optional<NoveltyThreshold> newNovelty) {
    return new Manifest(
        version,
        labels,
        input,
        normalisation,
        backbone,
        parentVersion,
        trainingSetFingerprint,
        scores,
        createdAt,
        sha256,
        bytes,
        report,
        newNovelty,
        afterimageVersion);
  }

  /** The same model under the name and parent that it is published with. */
  public Manifest publishedAs(String newVersion, Optional<String> parent) {
    return new Manifest(
        newVersion,
        labels,
        input,
        normalisation,
        backbone,
        parent,
        trainingSetFingerprint,
        scores,
        createdAt,
        sha256,
        bytes,
        report,
        novelty,
        afterimageVersion);
  }

  /** The same model with the release that publishes it, if that is known. */
  public Manifest withRelease(Optional<String> afterimage) {
    return new Manifest(
        version,
        labels,
        input,
        normalisation,
        backbone,
        parentVersion,
        trainingSetFingerprint,
        scores,
        createdAt,
        sha256,
        bytes,
        report,
        novelty,
        afterimage);
  }
}
