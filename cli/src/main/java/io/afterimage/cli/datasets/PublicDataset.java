package io.afterimage.cli.datasets;

import io.afterimage.cli.fetch.RemoteFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tutorials' data sets, by the names that options use. Digests are those that the publishers
 * state: of CIFAR-10 on <a href="https://www.cs.toronto.edu/~kriz/cifar.html">its page</a>, of
 * Fashion-MNIST on <a href="https://github.com/zalandoresearch/fashion-mnist">its page</a>. Of cats
 * and dogs none is stated; what came is noted when it is fetched.
 */
public enum PublicDataset {
  /** 2,000 training and 1,000 validation photos: Google's selection for the tutorial. */
  CATS_AND_DOGS("https://storage.googleapis.com/mledu-datasets/") {
    @Override
    List<Archive> archives() {
      return List.of(new Archive("cats_and_dogs_filtered.zip", 200 << 20, Optional.empty()));
    }

    @Override
    void unpack(List<Path> archives, Path folder) throws IOException {
      CatsAndDogs.unpack(archives.get(0), folder);
    }
  },
  /** 50,000 training and 10,000 test images of 32x32. */
  CIFAR10("https://www.cs.toronto.edu/~kriz/") {
    @Override
    List<Archive> archives() {
      return List.of(
          new Archive(
              "cifar-10-binary.tar.gz",
              400 << 20,
              Optional.of("c32a1d4ab5d03f1284b67883e8d87530")));
    }

    @Override
    void unpack(List<Path> archives, Path folder) throws IOException {
      Cifar10.unpack(archives.get(0), folder);
    }
  },
  /** 60,000 training and 10,000 test images of 28x28, grey. */
  FASHION_MNIST("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/") {
    @Override
    List<Archive> archives() {
      return List.of(
          idx("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
          idx("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
          idx("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
          idx("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"));
    }

    @Override
    void unpack(List<Path> archives, Path folder) throws IOException {
      FashionMnist.unpack(archives, folder);
    }
  };

  private final String site;

  PublicDataset(String site) {
    this.site = site;
  }

  /** A file of the data set, and what its publisher says of it. */
  record Archive(String name, long maxBytes, Optional<String> md5) {}

  abstract List<Archive> archives();

  /** Writes {@code train/CLASS/...} and {@code validation/} or {@code test/} beside it. */
  abstract void unpack(List<Path> archives, Path folder) throws IOException;

  /** What has to be fetched, from the official site or another that has the same files. */
  List<RemoteFile> files(Optional<URI> otherSite) {
    URI from = otherSite.orElseGet(() -> URI.create(site));
    return archives().stream()
        .map(
            archive ->
                new RemoteFile(
                    from.resolve(archive.name()),
                    archive.name(),
                    archive.maxBytes(),
                    otherSite.isPresent() ? Optional.empty() : archive.md5()))
        .toList();
  }

  /** The form in options: {@code cats-and-dogs}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * By its name in options.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static PublicDataset named(String code) {
    return Arrays.stream(values())
        .filter(dataset -> dataset.code().equals(code.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown data set '%s'; known are %s"
                        .formatted(
                            code,
                            Arrays.stream(values())
                                .map(PublicDataset::code)
                                .collect(Collectors.joining(", ")))));
  }

  private static Archive idx(String name, String md5) {
    return new Archive(name, 100 << 20, Optional.of(md5));
  }
}
