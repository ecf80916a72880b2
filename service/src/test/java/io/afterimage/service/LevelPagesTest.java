package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LevelPagesTest {

  private static final String NAME = "io.afterimage.observability.levels";

  private final Logger logger = LoggerFactory.getLogger(NAME);
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() {
    start(LevelAccess.LOCAL);
  }

  @AfterEach
  void stop() throws Exception {
    put(NAME, "INHERIT");
    endpoint.close();
  }

  @Test
  void shouldChangeALevelAndTakeItBack() throws Exception {
    boolean before = logger.isDebugEnabled();

    assertThat(put(NAME, "debug").body())
        .isEqualTo("{\"name\":\"" + NAME + "\",\"level\":\"DEBUG\",\"effective\":\"DEBUG\"}");
    assertThat(logger.isDebugEnabled()).isTrue();
    assertThat(get("/" + NAME).body()).contains("\"level\":\"DEBUG\"");
    assertThat(get("/" + NAME + ".below").body())
        .isEqualTo("{\"name\":\"" + NAME + ".below\",\"effective\":\"DEBUG\"}");
    assertThat(get("").body()).contains("\"name\":\"ROOT\"").contains("\"name\":\"" + NAME + "\"");

    assertThat(put(NAME, "OFF").statusCode()).isEqualTo(200);
    assertThat(logger.isErrorEnabled()).isFalse();

    assertThat(put(NAME, "INHERIT").body()).doesNotContain("\"level\"");
    assertThat(logger.isDebugEnabled()).isEqualTo(before);
  }

  @Test
  void shouldSayWhatIsWrong() throws Exception {
    assertThat(put(NAME, "loud").statusCode()).isEqualTo(400);
    assertThat(put(NAME, "loud").body()).contains("ERROR, WARN, INFO, DEBUG");
    assertThat(put("ROOT", "INHERIT").body()).contains("nothing to inherit");
    assertThat(put("x".repeat(300), "DEBUG").body()).contains("no logger's name");
  }

  @Test
  void shouldChangeNothingForWhomAProxyLetsIn() throws Exception {
    for (String header : List.of("X-Forwarded-For", "Forwarded")) {
      HttpRequest.Builder request = request("/" + NAME).header(header, "for=192.0.2.7");
      assertThat(send(request.PUT(BodyPublishers.ofString("DEBUG"))).statusCode()).isEqualTo(403);
    }
    assertThat(get("/" + NAME).body()).doesNotContain("\"level\"");
  }

  @Test
  void shouldRefuseEverybodyWhereItIsSwitchedOff() throws Exception {
    endpoint.close();
    start(LevelAccess.NONE);

    assertThat(get("").statusCode()).isEqualTo(403);
    assertThat(put(NAME, "DEBUG").statusCode()).isEqualTo(403);
    assertThat(put(NAME, "DEBUG").body()).contains("log.levels.access=none");
  }

  @Test
  void shouldTakeOnlyLoopbackForLocal() {
    assertThat(LevelAccess.LOCAL.allows("127.0.0.1", "localhost", false)).isTrue();
    assertThat(LevelAccess.LOCAL.allows("0:0:0:0:0:0:0:1", "[::1]", false)).isTrue();
    assertThat(LevelAccess.LOCAL.allows("10.0.0.7", "localhost", false)).isFalse();
    // A service mesh's proxy speaks for others from 127.0.0.6.
    assertThat(LevelAccess.LOCAL.allows("127.0.0.6", "localhost", false)).isFalse();
    // A page that a browser on this host was made to load under a name that leads back here.
    assertThat(LevelAccess.LOCAL.allows("127.0.0.1", "evil.example", false)).isFalse();
    assertThat(LevelAccess.ALL.allows("10.0.0.7", "stream", true)).isTrue();
  }

  private void start(LevelAccess access) {
    endpoint = HttpEndpoint.start(0, List.of(new LevelPages(access)));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpResponse<String> put(String name, String level)
      throws IOException, InterruptedException {
    return send(request("/" + name).PUT(BodyPublishers.ofString(level)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://localhost:" + endpoint.port() + "/loggers" + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
