package io.afterimage.cli.training;

import io.afterimage.networks.backbone.KnownBackbone;
import java.nio.file.Path;
import java.util.Optional;

/** Where a backbone's weights come from. */
public sealed interface WeightChoice {

  /** Those that the project ships. */
  record Shipped() implements WeightChoice {}

  /** Keras' official ones, fetched once. */
  record Imagenet() implements WeightChoice {}

  /** None: random ones. */
  record FromScratch() implements WeightChoice {}

  /** A file's. */
  record OfFile(Path file) implements WeightChoice {}

  /** From an option: {@code shipped}, {@code imagenet}, {@code none} or a path. */
  static WeightChoice of(String text) {
    return switch (text) {
      case "shipped" -> new Shipped();
      case "imagenet" -> new Imagenet();
      case "none" -> new FromScratch();
      default -> new OfFile(Path.of(text));
    };
  }

  /** The option's, or what is usual: shipped weights where there are any, then official ones. */
  static WeightChoice of(Optional<String> text, KnownBackbone known) {
    return text.map(WeightChoice::of).orElseGet(() -> usual(known));
  }

  private static WeightChoice usual(KnownBackbone known) {
    if (known.shipped().isPresent()) {
      return new Shipped();
    }
    return known.official().isPresent() ? new Imagenet() : new FromScratch();
  }
}
