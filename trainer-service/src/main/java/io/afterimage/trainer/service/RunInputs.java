package io.afterimage.trainer.service;

import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.LabelledImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/** What the result of a run follows from, known before anything is decoded. */
final class RunInputs {

  private RunInputs() {}

  /**
   * SHA-256 over id, label, split and encoded bytes of every example and over how it is trained, in
   * lower-case hexadecimal.
   *
   * @param digests SHA-256 of an example's encoded bytes by its id
   * @param training identifies schedule and starting point
   */
  static String fingerprint(Dataset dataset, UnaryOperator<String> digests, String training) {
    MessageDigest digest = digest();
    add(digest, training);
    add(digest, dataset.labels().toString());
    for (LabelledImage example : dataset.images()) {
      add(digest, example.id());
      add(digest, example.label());
      add(digest, example.split().name());
      add(digest, digests.apply(example.id()));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String text) {
    digest.update((text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is always available", e);
    }
  }
}
