package io.afterimage.cli.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.cli.fetch.FetchProgress;
import io.afterimage.cli.fetch.FileCache;
import io.afterimage.cli.fetch.FileServer;
import io.afterimage.cli.fetch.Transfer;
import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFetchTest {

  private static final byte[] IMAGE = {1, 2, 3};

  @TempDir Path folder;

  private FileServer server;
  private Path target;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer();
    target = folder.resolve("pictures");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldUnpackCatsAndDogs() throws IOException {
    server.with(
        "cats_and_dogs_filtered.zip",
        Archives.zip(
            Map.of(
                "cats_and_dogs_filtered/vectorize.py", IMAGE,
                "cats_and_dogs_filtered/train/cats/cat.1.jpg", IMAGE,
                "cats_and_dogs_filtered/validation/dogs/dog.1.jpg", IMAGE)));

    fetch(PublicDataset.CATS_AND_DOGS);

    assertThat(target.resolve("train/cats/cat.1.jpg")).hasBinaryContent(IMAGE);
    assertThat(target.resolve("validation/dogs/dog.1.jpg")).hasBinaryContent(IMAGE);
    assertThat(names(target)).containsExactly("train", "validation");
    assertThat(names(folder)).containsExactly("cache", "pictures");
  }

  @Test
  void shouldWriteAnImageForEachRecordOfCifar10() throws IOException {
    byte[] two = Arrays.copyOf(Archives.cifarRecord(3, 10, 20, 30), 2 * 3073);
    System.arraycopy(Archives.cifarRecord(9, 200, 100, 50), 0, two, 3073, 3073);
    server.with(
        "cifar-10-binary.tar.gz",
        Archives.tarGz(
            Map.of(
                "cifar-10-batches-bin/data_batch_1.bin", two,
                "cifar-10-batches-bin/readme.html", IMAGE,
                "cifar-10-batches-bin/test_batch.bin", Archives.cifarRecord(0, 1, 2, 3))));

    fetch(PublicDataset.CIFAR10);

    assertThat(rgb(target.resolve("train/cat/00000.png"))).isEqualTo(0x0a141e);
    assertThat(rgb(target.resolve("train/truck/00001.png"))).isEqualTo(0xc86432);
    assertThat(rgb(target.resolve("test/airplane/00000.png"))).isEqualTo(0x010203);
  }

  @Test
  void shouldWriteAnImageForEachImageOfFashionMnist() throws IOException {
    server.with("train-images-idx3-ubyte.gz", Archives.idxImages(7, 200));
    server.with("train-labels-idx1-ubyte.gz", Archives.idxLabels(0, 9));
    server.with("t10k-images-idx3-ubyte.gz", Archives.idxImages(50));
    server.with("t10k-labels-idx1-ubyte.gz", Archives.idxLabels(8));

    fetch(PublicDataset.FASHION_MNIST);

    var raster = ImageIO.read(target.resolve("train/t-shirt/00000.png").toFile()).getRaster();
    assertThat(raster.getSample(1, 1, 0)).isEqualTo(7);
    assertThat(target.resolve("train/ankle-boot/00001.png")).exists();
    assertThat(target.resolve("test/bag/00000.png")).exists();
  }

  @Test
  void shouldContinueAnArchiveThatBrokeOff() throws IOException {
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    server.with(
        "cats_and_dogs_filtered.zip",
        Archives.zip(
            Map.of(
                "cats_and_dogs_filtered/train/cats/cat.1.jpg", noise,
                "cats_and_dogs_filtered/validation/cats/cat.2.jpg", IMAGE)));
    server.breakAfter(70_000);

    fetch(PublicDataset.CATS_AND_DOGS);

    assertThat(target.resolve("train/cats/cat.1.jpg")).hasBinaryContent(noise);
    assertThat(server.ranges()).hasSizeGreaterThan(2).startsWith("all");
    assertThat(server.ranges().get(1)).startsWith("bytes=");
  }

  @Test
  void shouldHoldOfficialArchivesToTheirDigestsAndSizes() {
    for (PublicDataset dataset : PublicDataset.values()) {
      assertThat(dataset.files(Optional.empty()))
          .as(dataset.code())
          .allSatisfy(file -> assertThat(file.maxBytes()).isBetween(1L << 20, 1L << 30))
          .allMatch(
              file -> file.md5().isPresent() || dataset == PublicDataset.CATS_AND_DOGS,
              "only Google states no digest");
    }
  }

  @Test
  void shouldRefuseAnEntryThatLeadsOutsideAndLeaveNothing() throws IOException {
    server.with(
        "cats_and_dogs_filtered.zip",
        Archives.zip(Map.of("../outside.jpg", IMAGE, "cats_and_dogs_filtered/a", IMAGE)));

    assertThatThrownBy(() -> fetch(PublicDataset.CATS_AND_DOGS))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("../outside.jpg lies outside");
    assertThat(names(folder)).containsExactly("cache");
  }

  @Test
  void shouldRefuseADamagedArchiveAndLeaveNothing() throws IOException {
    byte[] whole = Archives.tarGz(Map.of("data_batch_1.bin", Archives.cifarRecord(3, 1, 2, 3)));
    for (byte[] damaged :
        new byte[][] {{1, 2, 3}, Arrays.copyOf(whole, whole.length / 2), new byte[0]}) {
      server.with("cifar-10-binary.tar.gz", damaged);
      FileUtils.deleteDirectory(folder.resolve("cache").toFile());

      assertThatThrownBy(() -> fetch(PublicDataset.CIFAR10))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("cannot unpack");
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void shouldRefuseAFolderThatIsThereBeforeFetching() throws IOException {
    Files.createDirectories(target);

    assertThatThrownBy(() -> fetch(PublicDataset.CIFAR10))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("already exists");
  }

  @Test
  void shouldKnowEachByItsName() {
    for (PublicDataset dataset : PublicDataset.values()) {
      assertThat(PublicDataset.named(dataset.code())).isEqualTo(dataset);
    }
    assertThatThrownBy(() -> PublicDataset.named("imagenet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("known are cats-and-dogs, cifar10, fashion-mnist");
  }

  private void fetch(PublicDataset dataset) {
    FileCache cache = new FileCache(folder.resolve("cache"), Transfer.usual());
    new DatasetFetch(cache, Optional.of(server.address()))
        .run(dataset, target, file -> FetchProgress.NONE, () -> false);
  }

  private static int rgb(Path file) throws IOException {
    return ImageIO.read(file.toFile()).getRGB(31, 31) & 0xffffff;
  }

  private static String[] names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }
}
