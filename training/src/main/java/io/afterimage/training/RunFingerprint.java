package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * SHA-256 over everything that a run's result follows from: the images of every split with ids and
 * labels, the schedule, and the weights that it starts from. Two runs of the same fingerprint are
 * the same run.
 */
final class RunFingerprint {

  /** Images that are not in memory are decoded in parallel, this many at a time. */
  private static final int DECODED_AT_ONCE = 64;

  private final MessageDigest digest;

  private RunFingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is always available", e);
    }
  }

  /**
   * Of a run.
   *
   * @param base with what an earlier model learned
   * @param head {@code head.weight} and {@code head.bias} to begin with
   */
  static String of(Base base, Map<String, Tensor> head, TrainingSet images, ScheduleConfig config) {
    RunFingerprint fingerprint = new RunFingerprint();
    fingerprint.add(config.toString());
    fingerprint.add(base.identity());
    fingerprint.add(base.weights());
    fingerprint.add(head);
    fingerprint.add(images.labels().toString());
    fingerprint.add(images.input().toString());
    for (Split split : Split.values()) {
      fingerprint.add(split.name());
      fingerprint.add(images.of(split));
    }
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  /**
   * Of what a run follows from beside its images.
   *
   * @param start SHA-256 of the model that the run starts from; empty: the base alone
   */
  static String of(Base base, ScheduleConfig config, Optional<String> start) {
    RunFingerprint fingerprint = new RunFingerprint();
    fingerprint.add(config.toString());
    fingerprint.add(base.identity());
    fingerprint.add(base.weights());
    fingerprint.add(start.orElse(""));
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void add(List<DecodedImage> images) {
    for (int from = 0; from < images.size(); from += DECODED_AT_ONCE) {
      List<DecodedImage> some =
          images.subList(from, Math.min(images.size(), from + DECODED_AT_ONCE));
      List<byte[]> rgb = some.parallelStream().map(DecodedImage::rgb).toList();
      for (int i = 0; i < rgb.size(); i++) {
        add(some.get(i).id() + "\0" + some.get(i).label());
        digest.update(rgb.get(i));
      }
    }
  }

  private void add(Map<String, Tensor> weights) {
    new TreeMap<>(weights)
        .forEach(
            (name, tensor) -> {
              add(name);
              ByteBuffer bytes = ByteBuffer.allocate(tensor.values().length * Float.BYTES);
              bytes.asFloatBuffer().put(tensor.values());
              digest.update(bytes);
            });
  }

  private void add(String text) {
    digest.update((text + "\0").getBytes(StandardCharsets.UTF_8));
  }
}
