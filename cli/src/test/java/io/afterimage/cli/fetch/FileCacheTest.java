package io.afterimage.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {

  private static final byte[] BYTES = new byte[1_000_000];

  static {
    new Random(1).nextBytes(BYTES);
  }

  @TempDir Path folder;

  private FileServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer().with("weights.h5", BYTES);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldFetchOnceAndNoteTheChecksum() throws IOException {
    Path file = get(cache(1));

    assertThat(Files.readAllBytes(file)).isEqualTo(BYTES);
    assertThat(Files.readString(folder.resolve("cache/weights.h5.sha256")))
        .isEqualTo(
            new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file) + "  weights.h5\n");
    assertThat(get(cache(1))).isEqualTo(file);
    assertThat(server.ranges()).containsExactly("all");
    try (var files = Files.list(folder.resolve("cache"))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("weights.h5", "weights.h5.sha256");
    }
  }

  @Test
  void shouldFetchAgainWhatWasDamaged() throws IOException {
    Path file = get(cache(1));
    Files.writeString(file, "damaged");

    assertThat(Files.readAllBytes(get(cache(1)))).isEqualTo(BYTES);
  }

  @Test
  void shouldContinueWhereATransferBrokeOff() throws IOException {
    server.breakAfter(300_000);

    Path file = get(cache(5));

    assertThat(Files.readAllBytes(file)).isEqualTo(BYTES);
    assertThat(server.ranges()).hasSizeGreaterThan(2).startsWith("all");
    assertThat(server.ranges().get(1)).startsWith("bytes=");
  }

  @Test
  void shouldContinueInALaterCall() throws IOException {
    server.breakAfter(300_000);
    assertThatThrownBy(() -> get(cache(1)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("The partial download is kept");
    server.breakAfter(Integer.MAX_VALUE);

    assertThat(Files.readAllBytes(get(cache(1)))).isEqualTo(BYTES);
    assertThat(server.ranges()).hasSize(2);
    assertThat(server.ranges().get(1)).startsWith("bytes=");
  }

  @Test
  void shouldStartAgainWhenTheFileBecameAnother() throws IOException {
    server.breakAfter(300_000);
    assertThatThrownBy(() -> get(cache(1))).isInstanceOf(CommandFailure.class);
    server.breakAfter(Integer.MAX_VALUE);
    server.changeTag("\"two\"");
    byte[] other = BYTES.clone();
    other[0]++;
    server.with("weights.h5", other);

    assertThat(Files.readAllBytes(get(cache(1)))).isEqualTo(other);
  }

  @Test
  void shouldThrowAwayWhatIsNotWhatThePublisherSays() {
    RemoteFile file =
        new RemoteFile(
            server.address().resolve("weights.h5"), "weights.h5", 2_000_000, Optional.of("00ff"));

    assertThatThrownBy(() -> cache(1).get(file, FetchProgress.NONE, () -> false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("its publisher says 00ff");
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void shouldRefuseMoreThanIsAllowed() {
    RemoteFile file = remote("weights.h5", 999_999);

    assertThatThrownBy(() -> cache(1).get(file, FetchProgress.NONE, () -> false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("larger than the 999999 bytes");
  }

  @Test
  void shouldSayWhatTheServerAnswersWhenItIsNotThere() {
    assertThatThrownBy(
            () -> cache(1).get(remote("absent.h5", 1_000), FetchProgress.NONE, () -> false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("absent.h5 answers with HTTP status 404");
  }

  @Test
  void shouldAskWhetherTheMachineIsOffline() {
    URI address = server.address().resolve("weights.h5");
    server.close();

    assertThatThrownBy(
            () ->
                cache(1)
                    .get(
                        new RemoteFile(address, "weights.h5", 1_000, Optional.empty()),
                        FetchProgress.NONE,
                        () -> false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is this machine offline?")
        .hasMessageContaining(address.toString());
  }

  @Test
  void shouldStopWhenCancelled() {
    assertThatThrownBy(
            () -> cache(1).get(remote("weights.h5", 2_000_000), FetchProgress.NONE, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  private Path get(FileCache cache) {
    return cache.get(remote("weights.h5", 2_000_000), FetchProgress.NONE, () -> false);
  }

  private RemoteFile remote(String name, long maxBytes) {
    return new RemoteFile(server.address().resolve(name), name, maxBytes, Optional.empty());
  }

  private FileCache cache(int attempts) {
    return new FileCache(
        folder.resolve("cache"),
        new Transfer(HttpClient.newHttpClient(), attempts, Duration.ofSeconds(10)));
  }
}
