package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.console.ConsoleConfig;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.trainer.service.TrainerConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image that the profile {@code image} has built, as far as it can be checked without a
 * container engine: what an engine reads of it, and its files run by this machine's Java. The base
 * image is not among what is checked; {@code infra/check-image} builds without one.
 */
class ImageIT {

  /** Set by the profile {@code image}: where the archive lies. */
  private static final String ARCHIVE = System.getProperty("afterimage.image", "");

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;

  private static ImageTar image;
  private static Path root;

  @BeforeAll
  static void unpack() throws IOException {
    assumeTrue(!ARCHIVE.isEmpty(), "no image was built: infra/check-image builds and checks one");
    image = ImageTar.unpack(Path.of(ARCHIVE), folder.resolve("image"));
    root = image.root(folder.resolve("root"));
  }

  @Test
  void shouldRunTheCommandAsAUserThatIsNotRoot() throws IOException {
    assertThat(image.manifest().at("/RepoTags/0").asText()).isEqualTo("afterimage:latest");
    assertThat(image.config().get("User").asText()).isEqualTo("10001:10001");
    assertThat(image.command(root))
        .startsWith("java")
        .contains("-Djava.io.tmpdir=/var/afterimage")
        .endsWith("io.afterimage.cli.Main");
    assertThat(image.config().at("/Cmd/0").asText()).isEqualTo("--help");
    assertThat(image.config().get("Volumes").has("/var/afterimage")).isTrue();
    Map<String, String> any = Map.of("bootstrap.servers", "kafka:9092");
    assertThat(image.config().get("ExposedPorts").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            StreamConfig.from(any).service().httpPort() + "/tcp",
            TrainerConfig.from(any).service().httpPort() + "/tcp",
            ConsoleConfig.from(any).service().httpPort() + "/tcp");
  }

  @Test
  void shouldSayWhatItIs() {
    assertThat(image.config().at("/Labels/org.opencontainers.image.title").asText())
        .isEqualTo("afterimage");
    assertThat(image.config().at("/Labels/org.opencontainers.image.licenses").asText())
        .isEqualTo("Apache-2.0");
    assertThat(image.config().at("/Labels/org.opencontainers.image.version").asText()).isNotBlank();
  }

  @Test
  void shouldKeepWhatRarelyChangesInLayersOfItsOwn() throws IOException {
    assertThat(image.layers()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(root.resolve("app/libs"))
        .isDirectoryContaining("glob:**/kafka-streams-*.jar")
        .isDirectoryContaining("glob:**/onnxruntime-*.jar")
        .isDirectoryContaining("glob:**/afterimage-streams-app-*.jar");
    assertThat(root.resolve("app/classes/io/afterimage/cli/Main.class")).exists();
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.map(file -> root.relativize(file).toString()))
          .noneMatch(file -> file.matches(".*(junit|assertj|archunit|mockito|-tests\\.jar).*"));
    }
  }

  @Test
  void shouldServeHealthFromWhatIsInIt() throws Exception {
    Path writable = Files.createDirectories(root.resolve("var/afterimage"));
    Path log = folder.resolve("service.log");
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"));
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      TopicSettings settings = TopicSettings.defaults().withNames(new TopicNames(""));
      new TopicAdmin(admin, TopicAdmin.Options.defaults()).create(Topics.definitions(settings));
      int port = freePort();
      List<String> command =
          Stream.concat(image.command(root).stream(), Stream.of("stream"))
              .map(ImageIT::onThisMachine)
              .toList();
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("AFTERIMAGE_"));
      builder.environment().putAll(image.environment());
      builder.environment().put("PATH", System.getenv("PATH"));
      builder.environment().put("AFTERIMAGE_BOOTSTRAP_SERVERS", broker.bootstrapServers());
      builder.environment().put("AFTERIMAGE_HTTP_PORT", Integer.toString(port));
      builder.environment().put("AFTERIMAGE_STATE_DIR", writable.resolve("state").toString());
      Process service =
          builder
              .directory(writable.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  assertThat(service.isAlive()).as(() -> text(log)).isTrue();
                  return status(port, "/health/live") == 200;
                });
        await().atMost(LIMIT).until(() -> body(port, "/health/ready").contains("no model yet"));
        assertThat(status(port, "/health/ready")).isEqualTo(503);
        assertThat(body(port, "/metrics")).contains("afterimage_pictures_received_total");
        await().atMost(LIMIT).until(() -> text(log).contains("localhost:" + port + "/metrics"));
      } finally {
        service.destroy();
        assertThat(service.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
            .as(() -> text(log))
            .isTrue();
      }
    }
  }

  /** The command line's paths below where the image was unpacked, its Java this process's own. */
  private static String onThisMachine(String word) {
    return word.equals("java")
        ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
        : word.replaceAll("(?<![A-Za-z0-9])/(app|var)/", root + "/$1/");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static int status(int port, String path) throws InterruptedException {
    try {
      return get(port, path).statusCode();
    } catch (IOException e) {
      return 0; // not listening yet
    }
  }

  private static String body(int port, String path) throws IOException, InterruptedException {
    return get(port, path).body();
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofString());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return List.of(file, e).toString();
    }
  }
}
