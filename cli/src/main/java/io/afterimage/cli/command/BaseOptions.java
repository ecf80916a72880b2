package io.afterimage.cli.command;

import io.afterimage.cli.fetch.FileCache;
import io.afterimage.cli.fetch.Transfer;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.cli.training.BackboneChoice;
import io.afterimage.cli.training.BaseLoader;
import io.afterimage.cli.training.ImageFolder;
import io.afterimage.cli.training.WeightChoice;
import io.afterimage.client.CommandFailure;
import io.afterimage.config.Range;
import io.afterimage.models.ModelLimits;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.OfficialWeights;
import io.afterimage.networks.backbone.Preprocessing;
import io.afterimage.networks.onnx.FeatureExtractor;
import io.afterimage.networks.pretrained.WeightedBackbone;
import io.afterimage.training.Base;
import io.afterimage.training.ExtractorBase;
import io.afterimage.training.PretrainedBase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What training starts from. Filled by picocli. */
final class BaseOptions {

  /** The environment's variable that names a mirror of the official weights. */
  static final String SITE = "AFTERIMAGE_WEIGHTS_SITE";

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      defaultValue = "mobilenetv2",
      completionCandidates = BackboneNames.class,
      description =
          "${COMPLETION-CANDIDATES}; auto for the shipped one with the smallest cross-validated"
              + " loss on the training images; or a feature extractor as an .onnx file, which stays"
              + " frozen.")
  private String backbone;

  @Option(
      names = "--backbone-budget",
      paramLabel = "TIMES",
      defaultValue = "2",
      description =
          "What an image may take with --backbone auto, in times of the fastest backbone's.")
  private double budget;

  private Optional<Integer> chosenSize = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = {
        "Its weights: a file of Keras (.h5, .weights.h5, .keras) or safetensors; imagenet for"
            + " Keras' official ones, fetched once; none to start from scratch; shipped for those"
            + " that come along.",
        "Without it: shipped where any come along, otherwise imagenet where Keras publishes any,"
            + " otherwise none."
      })
  private Optional<String> weights;

  @Option(
      names = "--preprocessing",
      paramLabel = "MODE",
      description =
          "In place of the backbone's own: ${COMPLETION-CANDIDATES}, as in Keras; scale divides by"
              + " 255, lite is (value - 127) / 128.")
  private Optional<Preprocessing> preprocessing;

  @Option(
      names = "--hidden",
      split = ",",
      paramLabel = "UNITS",
      showDefaultValue = Visibility.NEVER,
      description =
          "Hidden dense layers on the backbone, after pooling, from scratch: their units, with"
              + " commas between.")
  private List<Integer> hidden = List.of();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where fetched files are kept. Without it: ~/.cache/afterimage.")
  private Optional<Path> cache;

  /** Records which options are out of range; fails when a file does not exist. */
  void check(OptionRanges ranges) {
    hidden.forEach(units -> ranges.within(Range.atLeast(1), "--hidden", units));
    ranges.within(Range.atLeast(1), "--backbone-budget", budget);
    if (isAutomatic()) {
      ranges.require(
          weights.isEmpty(), "--weights: --backbone auto chooses among those with shipped weights");
    } else if (!isOnnx()) {
      checkName(ranges);
    } else if (!Files.isRegularFile(Path.of(backbone))) {
      throw new CommandFailure("there is no backbone file " + backbone);
    }
  }

  /** Whether {@link #choose} is to be called before the other methods. */
  boolean isAutomatic() {
    return backbone.equalsIgnoreCase("auto");
  }

  /**
   * Puts the best backbone in place of {@code auto}.
   *
   * @param size of the images; empty: one that all of them can be compared at
   */
  void choose(
      ImageFolder images, Optional<Integer> size, Terminal terminal, BooleanSupplier cancelled) {
    int side = size.orElseGet(this::usualSize);
    backbone = new BackboneChoice(budget, side, terminal, cancelled).choose(images).code();
    chosenSize = Optional.of(side);
  }

  private void checkName(OptionRanges ranges) {
    try {
      KnownBackbone.named(backbone);
    } catch (IllegalArgumentException e) {
      ranges.require(false, "--backbone: %s, or an .onnx file".formatted(e.getMessage()));
    }
  }

  /**
   * Notes whether it has such a layer to learn from; once the others are checked.
   *
   * @param size of the images
   */
  void checkFromLayer(int fromLayer, int size, OptionRanges ranges) {
    if (isOnnx()) {
      ranges.require(
          false,
          "--fine-tune: %s is a graph as it is, only a head can learn on it".formatted(backbone));
      return;
    }
    KnownBackbone known = KnownBackbone.named(backbone);
    int last = known.table(size).withHidden(hidden).layers().size() - 1;
    Range layers = new Range(0, last, "0 to %d, the layers of %s".formatted(last, known.code()));
    ranges.within(layers, "--from-layer", fromLayer);
  }

  /** The images' side in the tutorials, or what an .onnx file says. */
  int usualSize() {
    if (isAutomatic()) {
      return KnownBackbone.MOBILENETV2.usualSize();
    }
    return chosenSize.orElseGet(this::ownSize);
  }

  private int ownSize() {
    return isOnnx()
        ? extractor(Optional.empty()).input().height()
        : KnownBackbone.named(backbone).usualSize();
  }

  /** The first layer that fine-tuning trains; 0 for an ONNX file, which has no such default. */
  int usualCut() {
    return isOnnx() ? 0 : KnownBackbone.named(backbone).usualCut();
  }

  Base load(CommandContext context, int size, long seed, BooleanSupplier cancelled) {
    if (isOnnx()) {
      return new ExtractorBase(extractor(Optional.of(size)));
    }
    FileCache files =
        new FileCache(
            cache.orElseGet(() -> FileCache.usualFolder(context.environment())), Transfer.usual());
    URI site = site(context.environment());
    KnownBackbone known = KnownBackbone.named(backbone);
    WeightedBackbone loaded =
        new BaseLoader(site, files, context.terminal(), cancelled)
            .load(known, WeightChoice.of(weights, known), size, preprocessing, seed)
            .withHidden(hidden, seed);
    return new PretrainedBase(loaded.backbone(), loaded.weights());
  }

  private static URI site(Map<String, String> environment) {
    String given = environment.getOrDefault(SITE, "");
    if (given.isBlank()) {
      return URI.create(OfficialWeights.SITE);
    }
    if (!given.matches("https?://[^/\\s]+(/\\S*)?")) {
      throw new CommandFailure(
          "%s is '%s', it takes an address such as %s"
              .formatted(SITE, given, OfficialWeights.SITE));
    }
    return URI.create(given.endsWith("/") ? given : given + "/");
  }

  private boolean isOnnx() {
    return backbone.toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  private FeatureExtractor extractor(Optional<Integer> size) {
    Path file = Path.of(backbone);
    if (weights.isPresent() || !hidden.isEmpty()) {
      throw new CommandFailure(
          "%s has its weights in it and stays as it is: leave out --weights and --hidden"
              .formatted(file));
    }
    try {
      ModelLimits.DEFAULT.require(Files.size(file), file.toString());
      return FeatureExtractor.parse(
          Files.readAllBytes(file), file.getFileName().toString(), size, preprocessing);
    } catch (IOException e) {
      throw new CommandFailure("cannot read the backbone %s: %s".formatted(file, e), e);
    }
  }
}
