package io.afterimage.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import io.afterimage.console.access.LoopbackAccess;
import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.javalin.http.ConflictResponse;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleServerTest {

  private record Row(String id, Instant at, Optional<String> version) {}

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static final ConsoleServer SERVER =
      ConsoleServer.start(
          "127.0.0.1",
          0,
          transport -> {},
          List.of(
              new LoopbackAccess(new Person("ada", Role.OPERATOR)),
              routes -> {
                routes.get("/api/me", context -> context.result(Person.of(context).name()));
                routes.get(
                    "/api/row",
                    context ->
                        context.json(
                            new Row("a", Instant.parse("2026-01-02T03:04:05Z"), Optional.empty())));
                routes.post("/api/row", context -> context.json(context.bodyAsClass(Row.class)));
                routes.get(
                    "/api/conflict",
                    context -> {
                      throw new ConflictResponse("v7 is active already");
                    });
                routes.get(
                    "/api/absent",
                    context -> {
                      throw new NotFoundResponse("no image 'a'");
                    });
                routes.get(
                    "/api/away",
                    context -> {
                      throw new CommandFailure("no Kafka answers at k:9092");
                    });
                routes.get(
                    "/api/fault",
                    context -> {
                      throw new IllegalStateException("secret detail");
                    });
              },
              new Pages()));

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void shouldWriteJsonAsEventsAreWritten() throws Exception {
    HttpResponse<String> answer = get("/api/row");

    assertThat(answer.body()).isEqualTo("{\"id\":\"a\",\"at\":\"2026-01-02T03:04:05Z\"}");
    assertThat(header(answer, "content-type")).startsWith("application/json");
    assertThat(get("/api/me").body()).isEqualTo("ada");
  }

  @Test
  void shouldAnswerFaultsAsJsonThatSaysWhy() throws Exception {
    assertThat(get("/api/conflict"))
        .returns(409, HttpResponse::statusCode)
        .returns("{\"error\":\"v7 is active already\"}", HttpResponse::body);
    assertThat(get("/api/absent"))
        .returns(404, HttpResponse::statusCode)
        .returns("{\"error\":\"no image 'a'\"}", HttpResponse::body);
    assertThat(get("/api/away"))
        .returns(503, HttpResponse::statusCode)
        .returns("{\"error\":\"no Kafka answers at k:9092\"}", HttpResponse::body);
    assertThat(get("/api/nothing"))
        .returns(404, HttpResponse::statusCode)
        .returns("{\"error\":\"nothing is at /api/nothing\"}", HttpResponse::body);
    assertThat(get("/api/fault"))
        .returns(500, HttpResponse::statusCode)
        .returns(
            "{\"error\":\"the console failed at this; its log says why\"}", HttpResponse::body);
  }

  @Test
  void shouldSayWhatIsWrongWithABody() throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(uri("/api/row"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"at\":"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":\"the body is not the JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/images/a%2Fb", "/label", "/versions", "/versions/v-1", "/login", "/system"})
  void shouldServeOneDocumentForEveryPage(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).startsWith("text/html");
    assertThat(answer.body()).contains("/assets/app.js");
  }

  /** Paths cannot hold every id, however they are written: a link has to work in a new tab too. */
  @Test
  void shouldWriteLinksToImagesInOnePlaceOnly() throws Exception {
    Pattern link = Pattern.compile("(?<!/api)/images/\\$\\{");
    Path folder = Path.of(Pages.class.getResource("/console").toURI());
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> writers =
          files
              .filter(file -> file.toString().endsWith(".js"))
              .filter(file -> link.matcher(text(file)).find())
              .map(folder::relativize)
              .toList();

      assertThat(writers).containsExactly(Path.of("lib", "images.js"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldShowThePageThatSaysSoWhereNothingIs() throws Exception {
    assertThat(get("/no/such/page"))
        .returns(404, HttpResponse::statusCode)
        .matches(answer -> answer.body().contains("/assets/app.js"));
  }

  @Test
  void shouldLetABrowserKeepFiles() throws Exception {
    HttpResponse<String> versioned = get("/assets/lit-html/3.2.1/lit-html.js");
    assertThat(header(versioned, "cache-control")).contains("immutable");
    assertThat(header(versioned, "content-type")).startsWith("text/javascript");

    HttpResponse<String> own = get("/assets/index.html");
    assertThat(header(own, "cache-control")).isEqualTo("no-cache");
    HttpResponse<String> again =
        CLIENT.send(
            HttpRequest.newBuilder(uri("/assets/index.html"))
                .header("If-None-Match", header(own, "etag"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void shouldCompressText() throws Exception {
    HttpResponse<byte[]> answer =
        CLIENT.send(
            HttpRequest.newBuilder(uri("/assets/lit-html/3.2.1/lit-html.js"))
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(header(answer, "content-encoding")).isEqualTo("gzip");
    assertThat(answer.body()).hasSizeLessThan(4_500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../logback.xml",
        "/assets/%2e%2e/logback.xml",
        "/assets/..%2flogback.xml",
        "/assets/pages/%2e%2e/%2e%2e/logback.xml",
        "/assets/%2fetc%2fpasswd",
        "/assets/.hidden.js",
        "/assets/lit-html/../../../META-INF/MANIFEST.MF",
        "/assets/uplot/1.6.30/package.json",
        "/assets/",
        "/assets/a\\b.js"
      })
  void shouldServeNothingBesideItsOwnFiles(String path) throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + SERVER.port() + path.replace("\\", "%5C")))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("<configuration", "Manifest-Version");
  }

  @Test
  void shouldNameThePortThatIsTaken() {
    assertThatThrownBy(
            () -> ConsoleServer.start("127.0.0.1", SERVER.port(), transport -> {}, List.of()))
        .hasMessageContaining("cannot serve the console on 127.0.0.1:" + SERVER.port())
        .hasMessageContaining("--http-port");
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + SERVER.port() + path);
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
