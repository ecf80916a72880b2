package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.schemas.release.Release;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {

  private final ServiceMeters meters = ServiceMeters.on();
  private Health health = new Health(true, true, List.of(), Map.of("modelVersion", "v1"));
  private final HttpEndpoint endpoint =
      HttpEndpoint.start(
          0,
          List.of(
              new MetricsPage(meters.registry()),
              new HealthPages(() -> health),
              routes -> routes.get("/own", context -> context.status(201).result("added here"))));

  @AfterEach
  void close() {
    endpoint.close();
    meters.close();
  }

  @Test
  void shouldAnswerAsHealthIs() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);

    health = new Health(true, false, List.of("not ready: no model yet"), Map.of());

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body())
        .isEqualTo(
            "{\"live\":true,\"ready\":false,\"reasons\":[\"not ready: no model"
                + " yet\"],\"details\":{\"release\":\"%s\"}}".formatted(Release.current()));
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/health").body()).isEqualTo(get("/health/ready").body());

    health = new Health(false, false, List.of("the instance has ended"), Map.of());

    assertThat(get("/health/live").statusCode()).isEqualTo(503);
  }

  @Test
  void shouldServeMeters() throws Exception {
    meters.registry().counter("afterimage.pictures").increment();

    assertThat(get("/metrics").body()).contains("afterimage_pictures_total 1.0");
    assertThat(get("/metrics").headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
  }

  @Test
  void shouldServeRoutesThatOthersAdd() throws Exception {
    assertThat(get("/own").statusCode()).isEqualTo(201);
    assertThat(get("/own").body()).isEqualTo("added here");
    assertThat(get("/loggers").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldNameThePortThatIsTaken() {
    assertThatThrownBy(
            () -> HttpEndpoint.start(endpoint.port(), List.of(new HealthPages(() -> health))))
        .hasMessageContaining("port " + endpoint.port())
        .hasMessageContaining("http.port (stream, standalone, demo: --http-port)")
        .message()
        .doesNotContain("..", "?.");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + endpoint.port() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
