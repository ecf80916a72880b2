package io.afterimage.training.checkpoint;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.weights.Safetensors;
import io.afterimage.networks.weights.SafetensorsFile;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.training.Augmentation;
import io.afterimage.training.Checkpoint;
import io.afterimage.training.EpochResult;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Phase;
import io.afterimage.training.PhaseProgress;
import io.afterimage.training.Score;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint as tensors and metadata. Tensors are named {@code PHASE/variables/NAME}, {@code
 * PHASE/moments/NAME} and, where the best epoch is not the last, {@code PHASE/best/NAME}.
 *
 * @param metadata {@value STATE}, in JSON, and {@value SHA256} over tensors and state
 */
record CheckpointForm(Map<String, Tensor> tensors, Map<String, String> metadata) {

  private static final String STATE = "afterimage-checkpoint";
  private static final String SHA256 = "afterimage-sha256";
  private static final String VARIABLES = "/variables/";
  private static final String MOMENTS = "/moments/";
  private static final String BEST = "/best/";

  /** What is not a tensor. */
  record State(String run, Optional<Variations> augmentation, Map<Phase, PhaseState> phases) {}

  /** An augmentation that was chosen. */
  record Variations(boolean flip, double rotation, double shift) {}

  /** What of a phase is not a tensor. */
  record PhaseState(Score initial, List<EpochResult> epochs, int bestIndex, int steps) {}

  static CheckpointForm of(Checkpoint checkpoint) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<Phase, PhaseState> states = new EnumMap<>(Phase.class);
    checkpoint
        .phases()
        .forEach(
            (phase, progress) -> {
              LearnerState learner = progress.learner();
              states.put(
                  phase,
                  new PhaseState(
                      progress.initial(),
                      progress.epochs(),
                      progress.bestIndex(),
                      learner.steps()));
              put(tensors, phase.code() + VARIABLES, learner.variables());
              put(tensors, phase.code() + MOMENTS, learner.moments());
              if (!isLastBest(progress)) {
                put(tensors, phase.code() + BEST, progress.best());
              }
            });
    Optional<Variations> augmentation =
        checkpoint
            .augmentation()
            .map(chosen -> new Variations(chosen.flip(), chosen.rotation(), chosen.shift()));
    String state =
        new String(
            EventJson.write(new State(checkpoint.run(), augmentation, states)),
            StandardCharsets.UTF_8);
    return new CheckpointForm(tensors, Map.of(STATE, state, SHA256, sha256(tensors, state)));
  }

  /**
   * The way back.
   *
   * @throws IllegalArgumentException when it is no checkpoint, or not as it was written
   */
  static Checkpoint read(SafetensorsFile file) {
    String state = file.metadata().get(STATE);
    if (state == null) {
      throw new IllegalArgumentException("not a checkpoint: its metadata lacks " + STATE);
    }
    if (!sha256(file.tensors(), state).equals(file.metadata().get(SHA256))) {
      throw new IllegalArgumentException("it is damaged: its SHA-256 is not what it says");
    }
    State read = EventJson.read(state.getBytes(StandardCharsets.UTF_8), State.class);
    Map<Phase, PhaseProgress> phases = new EnumMap<>(Phase.class);
    read.phases().forEach((phase, of) -> phases.put(phase, progress(phase, of, file.tensors())));
    return new Checkpoint(
        read.run(),
        read.augmentation()
            .map(chosen -> new Augmentation(chosen.flip(), chosen.rotation(), chosen.shift())),
        phases);
  }

  private static PhaseProgress progress(
      Phase phase, PhaseState state, Map<String, Tensor> tensors) {
    Map<String, Tensor> variables = part(tensors, phase.code() + VARIABLES);
    Map<String, Tensor> best = part(tensors, phase.code() + BEST);
    return new PhaseProgress(
        state.initial(),
        state.epochs(),
        new LearnerState(state.steps(), variables, part(tensors, phase.code() + MOMENTS)),
        state.bestIndex(),
        best.isEmpty() ? variables : best);
  }

  private static boolean isLastBest(PhaseProgress progress) {
    return progress.bestIndex() == progress.epochs().size() - 1;
  }

  private static void put(Map<String, Tensor> all, String prefix, Map<String, Tensor> part) {
    part.forEach((name, tensor) -> all.put(prefix + name, tensor));
  }

  private static Map<String, Tensor> part(Map<String, Tensor> all, String prefix) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    all.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    return part;
  }

  private static String sha256(Map<String, Tensor> tensors, String state) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(state.getBytes(StandardCharsets.UTF_8));
      Safetensors.write(
          tensors, Map.of(), new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is always available", e);
    } catch (IOException e) {
      throw new UncheckedIOException("a digest does not fail", e);
    }
  }
}
