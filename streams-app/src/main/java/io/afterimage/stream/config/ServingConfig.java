package io.afterimage.stream.config;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.memory.MemoryPlan;
import io.afterimage.models.classifier.BatchingConfig;
import io.afterimage.models.classifier.NoAnswerLimit;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.Device;
import io.afterimage.registry.settings.SharedSettings;
import io.afterimage.schemas.events.PredictionRoom;
import io.afterimage.stream.topology.PredictionForm;
import java.time.Duration;

/**
 * How images become answers.
 *
 * @param batching how images are gathered
 * @param decoding what images are read, and what that may cost
 * @param engine which engine runs the graph
 * @param device where
 * @param predictionScores how many scores a prediction has at most
 * @param unknown what a prediction says of an image's novelty
 * @param decisions how a prediction's label is decided
 * @param noAnswer when a version that serves is unfit
 */
public record ServingConfig(
    BatchingConfig batching,
    DecoderConfig decoding,
    Engine engine,
    Device device,
    int predictionScores,
    PredictionForm.Unknown unknown,
    DecisionRule decisions,
    NoAnswerLimit noAnswer) {

  /** Which engine runs the graph. */
  public enum Engine {
    /** ONNX Runtime, through DJL. */
    ONNXRUNTIME,
    /** MXNet, through DJL. */
    MXNET
  }

  static ServingConfig from(Settings settings) {
    MemoryPlan memory = MemoryPlan.ofProcess();
    Device device = SharedSettings.device(settings);
    BatchingConfig batching = batching(settings, memory, device);
    NoAnswerLimit usual = NoAnswerLimit.DEFAULT;
    return new ServingConfig(
        batching,
        SharedSettings.decoder(settings, memory.decodeBytes(batching.workers())),
        settings.choice("engine", Engine.ONNXRUNTIME),
        device,
        settings.read(
            "prediction.scores",
            Integer.toString(PredictionRoom.DEFAULT_SCORES),
            "all, or a number from 0",
            ServingConfig::scores),
        settings.choice("prediction.unknown", PredictionForm.DEFAULT.unknown()),
        SharedSettings.decisions(settings),
        new NoAnswerLimit(
            settings.number("model.no.answer.limit", usual.share(), new Range(0, 1, "0 to 1")),
            settings.integer("model.no.answer.window", usual.window(), 1, 1_000_000)));
  }

  private static BatchingConfig batching(Settings settings, MemoryPlan memory, Device device) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new BatchingConfig(
        settings.integer("workers", memory.workers(cores), 1, 1024),
        settings.integer("batch.max", BatchingConfig.usualBatch(device), 1, 4096),
        settings.duration("batch.linger", Duration.ZERO),
        settings.integer("decoders", 0, 0, 1024));
  }

  private static int scores(String text) {
    int scores = text.equals("all") ? PredictionForm.ALL : Integer.parseInt(text);
    if (scores < 0) {
      throw new IllegalArgumentException(text);
    }
    return scores;
  }
}
