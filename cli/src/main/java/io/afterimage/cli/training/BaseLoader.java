package io.afterimage.cli.training;

import io.afterimage.cli.fetch.FileCache;
import io.afterimage.cli.fetch.RemoteFile;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.networks.backbone.Conventions;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.OfficialWeights;
import io.afterimage.networks.backbone.Preprocessing;
import io.afterimage.networks.backbone.ShippedWeights;
import io.afterimage.networks.pretrained.Scratch;
import io.afterimage.networks.pretrained.WeightFiles;
import io.afterimage.networks.pretrained.WeightedBackbone;
import io.afterimage.networks.weights.KerasFile;
import io.afterimage.networks.weights.MalformedWeightsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Gives a backbone its weights, and says where they come from.
 *
 * @param site where official weights are fetched from, with a slash at the end
 * @param cache keeps what was fetched
 * @param terminal where progress is reported
 * @param cancelled asked while fetching
 */
public record BaseLoader(URI site, FileCache cache, Terminal terminal, BooleanSupplier cancelled) {

  private static final long MAX_WEIGHT_BYTES = 1L << 30;
  private static final String OTHER_MEANS = "A file fetched by other means: --weights FILE";

  /**
   * Loads a backbone.
   *
   * @param size height and width of the images that it is to take
   * @param preprocessing in place of the family's own
   * @param seed of weights from scratch
   * @throws CommandFailure when there is no such file, or it cannot be fetched, or what was fetched
   *     are no weights of this backbone; then it does not stay in the cache
   * @throws MalformedWeightsException when a file's weights do not fit
   */
  public WeightedBackbone load(
      KnownBackbone known,
      WeightChoice choice,
      int size,
      Optional<Preprocessing> preprocessing,
      long seed) {
    if (choice instanceof WeightChoice.Shipped) {
      return shipped(known, size, preprocessing);
    } else if (choice instanceof WeightChoice.Imagenet) {
      return imagenet(known, size, preprocessing);
    } else if (choice instanceof WeightChoice.OfFile chosen) {
      return read(chosen.file(), known, size, preprocessing);
    }
    terminal.say(known.code() + ": from scratch, without pretrained weights");
    Conventions own = known.conventions();
    return Scratch.of(known.table(size, preprocessing.map(own::with).orElse(own)), seed);
  }

  private static WeightedBackbone shipped(
      KnownBackbone known, int size, Optional<Preprocessing> preprocessing) {
    ShippedWeights weights =
        known
            .shipped()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "no weights of %s are shipped: say --weights imagenet, none or FILE"
                            .formatted(known.code())));
    Conventions own = weights.conventions();
    return new WeightedBackbone(
        known.table(size, preprocessing.map(own::with).orElse(own)), weights.read());
  }

  private WeightedBackbone read(
      Path file, KnownBackbone known, int size, Optional<Preprocessing> preprocessing) {
    try {
      WeightedBackbone loaded = WeightFiles.read(file, known, size, preprocessing);
      terminal.say("%s: weights of %s".formatted(known.code(), file));
      return loaded;
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new CommandFailure(
          "there is no weights file %s: --weights takes a file, imagenet, none or shipped"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new CommandFailure("cannot read the weights in %s: %s".formatted(file, e), e);
    }
  }

  private WeightedBackbone imagenet(
      KnownBackbone known, int size, Optional<Preprocessing> preprocessing) {
    RemoteFile remote = official(known, size);
    try {
      Path file = fetched(remote);
      requireKeras(remote, file);
      return read(file, known, size, preprocessing);
    } catch (MalformedWeightsException e) {
      cache.discard(remote);
      throw new CommandFailure(
          "the response of %s is unusable and was discarded: %s. %s"
              .formatted(remote.address(), e.getMessage(), OTHER_MEANS),
          e);
    }
  }

  /** A site may answer with a page, of a log-in or of an error, as if it were the file. */
  private static void requireKeras(RemoteFile remote, Path file) {
    try {
      if (!KerasFile.isOne(file)) {
        throw new MalformedWeightsException(
            "not a Keras file; a log-in or proxy page in its place looks like this");
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot read what %s sent: %s".formatted(remote.address(), e), e);
    }
  }

  private RemoteFile official(KnownBackbone known, int size) {
    OfficialWeights weights =
        known
            .official()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "Keras publishes no weights of %s: use --weights %snone or FILE"
                            .formatted(
                                known.code(), known.shipped().isPresent() ? "shipped, " : "")));
    return new RemoteFile(
        site.resolve(weights.path(size)), weights.file(size), MAX_WEIGHT_BYTES, weights.md5());
  }

  private Path fetched(RemoteFile remote) {
    try (Progress bar = Progress.start(terminal, remote.name(), 0, "bytes")) {
      return cache.get(
          remote,
          (done, total) -> {
            bar.totalIs(total);
            bar.stepTo(done);
          },
          cancelled);
    } catch (CommandFailure e) {
      throw new CommandFailure("%s. %s".formatted(e.getMessage(), OTHER_MEANS), e);
    }
  }
}
