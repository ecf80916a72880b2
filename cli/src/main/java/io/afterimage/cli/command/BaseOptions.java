package io.afterimage.cli.command;

import io.afterimage.cli.fetch.FileCache;
import io.afterimage.cli.fetch.Transfer;
import io.afterimage.cli.training.BaseLoader;
import io.afterimage.cli.training.WeightChoice;
import io.afterimage.model.backbone.KnownBackbone;
import io.afterimage.model.backbone.Preprocessing;
import io.afterimage.model.pretrained.OfficialWeights;
import io.afterimage.model.pretrained.WeightedBackbone;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;

/** What training starts from. Filled by picocli. */
final class BaseOptions {

  /** The environment's variable that names a mirror of the official weights. */
  static final String SITE = "AFTERIMAGE_WEIGHTS_SITE";

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      defaultValue = "mobilenetv2",
      description = "mobilenetv2, vgg16, vgg19 or cifar10-cnn.")
  private String backbone;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = {
        "Its weights: a file of Keras (.h5, .weights.h5, .keras) or safetensors; imagenet for Keras'"
            + " official ones, fetched once; none to start from scratch; shipped for those that come"
            + " along, of mobilenetv2 only.",
        "Without it: shipped for mobilenetv2, imagenet for VGG, none for cifar10-cnn."
      })
  private Optional<String> weights;

  @Option(
      names = "--preprocessing",
      paramLabel = "MODE",
      description =
          "In place of the backbone's own: ${COMPLETION-CANDIDATES}, as in Keras; scale divides by"
              + " 255.")
  private Optional<Preprocessing> preprocessing;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where fetched files are kept. Without it: ~/.cache/afterimage.")
  private Optional<Path> cache;

  KnownBackbone known() {
    return KnownBackbone.named(backbone);
  }

  WeightedBackbone load(CommandContext context, int size, long seed, BooleanSupplier cancelled) {
    FileCache files =
        new FileCache(
            cache.orElseGet(() -> FileCache.usualFolder(context.environment())), Transfer.usual());
    URI site = URI.create(context.environment().getOrDefault(SITE, OfficialWeights.SITE));
    return new BaseLoader(site, files, context.terminal(), cancelled)
        .load(known(), WeightChoice.of(weights, known()), size, preprocessing, seed);
  }
}
