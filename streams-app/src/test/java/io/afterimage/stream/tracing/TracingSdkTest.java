package io.afterimage.stream.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spans leave for where OpenTelemetry's own settings say, with what is on the class path. */
class TracingSdkTest {

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";

  private final Map<String, String> received = new ConcurrentHashMap<>();
  private HttpServer collector;

  @BeforeEach
  void collect() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          received.put(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    System.setProperty(ENDPOINT, "http://127.0.0.1:" + collector.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    System.clearProperty(ENDPOINT);
    collector.stop(0);
  }

  @Test
  void shouldSendWhatWaitsWhenItIsClosed() {
    try (TracingSdk sdk = TracingSdk.start("shop-stream", "shop-1")) {
      sdk.telemetry().getTracer("test").spanBuilder("process images").startSpan().end();
    }

    assertThat(received).containsOnlyKeys("POST /v1/traces");
    assertThat(received.get("POST /v1/traces")).contains("shop-stream", "shop-1", "process images");
  }
}
