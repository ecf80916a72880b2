package io.afterimage.console.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageBytes;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.HttpEndpoint;
import io.afterimage.testkit.PngImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageRoutesTest {

  private static final byte[] RED = PngImages.ofColour(300, 0xff0000);
  private static final byte[] SVG = "<svg><script>alert(1)</script></svg>".getBytes(UTF_8);

  /** What the loader cannot have thought of. */
  private static final byte[] BROKEN = {};

  private final Map<ImagePointer, byte[]> topic = new ConcurrentHashMap<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile boolean away;
  private volatile boolean outOfMemory;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final HttpClient browser = HttpClient.newHttpClient();
  private ConsoleImages images;
  private HttpEndpoint server;

  /** The map. */
  private final class Images implements ImageSource {
    @Override
    public void fetch(
        Collection<ImagePointer> pointers, BiConsumer<ImagePointer, Fetched> receiver) {
      if (away) {
        throw new StoreUnavailableException("nobody answers");
      }
      fetches.incrementAndGet();
      if (outOfMemory) {
        throw new OutOfMemoryError("Java heap space");
      }
      pointers.forEach(pointer -> receiver.accept(pointer, fetched(topic.get(pointer))));
    }

    private static Fetched fetched(byte[] image) {
      if (image == BROKEN) {
        return null;
      }
      return image == null
          ? new Fetched.Gone("expired")
          : new Fetched.Found(image, Optional.empty(), Instant.EPOCH);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    images = ConsoleImages.start(decoder, Images::new);
    server = HttpEndpoint.start(0, List.of(new ImageRoutes(images, new TopicNames("here."))));
    topic.put(new ImagePointer("here.images", 2, 5), RED);
    topic.put(new ImagePointer("here.images", 2, 6), SVG);
  }

  @AfterEach
  void stop() {
    server.close();
    images.close();
  }

  @Test
  void shouldShowAnImageThatWasEncodedAnew() throws Exception {
    HttpResponse<byte[]> thumb = get("here.images/2/5/thumb?sha256=" + Sha256.of(RED));

    assertThat(thumb.statusCode()).isEqualTo(200);
    assertThat(thumb.headers().firstValue("content-type")).hasValue("image/jpeg");
    assertThat(thumb.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
    assertThat(thumb.headers().firstValue("x-image-width")).hasValue("300");
    assertThat(ImageBytes.format(thumb.body())).hasValue("JPEG");
    byte[] rgb = ((Decoded.Pixels) decoder.decode(thumb.body(), InputSpec.square(1))).rgb();
    assertThat(rgb[0] & 0xff).isGreaterThan(240);
    assertThat(rgb[1] & 0xff).isLessThan(15);
  }

  @Test
  void shouldFetchAnImageOnceAndTellABrowserThatHasIt() throws Exception {
    String path = "here.images/2/5/full";
    HttpResponse<byte[]> first = get(path);
    String etag = first.headers().firstValue("etag").orElseThrow();

    HttpResponse<byte[]> second =
        browser.send(
            request(path).header("If-None-Match", etag).build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(fetches).hasValue(1);
    assertThat(first.headers().firstValue("cache-control").orElseThrow())
        .as("another image may lie there tomorrow")
        .doesNotContain("immutable");
  }

  @Test
  void shouldDrawWhyAnImageIsNotShown() throws Exception {
    assertPlaceholder(get("here.images/2/7/thumb"), 410);
    assertPlaceholder(get("here.images/2/6/thumb"), 415);
    assertPlaceholder(get("here.images/2/5/thumb?sha256=" + "0".repeat(64)), 409);
  }

  @Test
  void shouldTryAgainWhenTheBrokersAreBack() throws Exception {
    away = true;
    assertPlaceholder(get("here.images/2/5/thumb"), 503);
    away = false;
    assertThat(get("here.images/2/5/thumb").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAnswerWhateverGoesWrongAndGoOn() throws Exception {
    topic.put(new ImagePointer("here.images", 2, 8), BROKEN);
    assertPlaceholder(get("here.images/2/8/thumb"), 503);
    outOfMemory = true;
    for (int i = 0; i < 3; i++) {
      assertPlaceholder(get("here.images/2/5/thumb"), 503);
    }
    outOfMemory = false;
    assertThat(get("here.images/2/5/thumb").statusCode()).isEqualTo(200);
    assertThat(images.faults()).isEmpty();
  }

  @Test
  void shouldSayThatNoImagesAreLoadedAnyMore() throws Exception {
    try (ConsoleImages dead =
        ConsoleImages.start(
            decoder,
            () -> {
              throw new NoClassDefFoundError("made up");
            })) {
      await().until(() -> dead.faults().toString().contains("2 of 2 threads"));

      ShownImage answer =
          dead.show(
                  new ImageRequest(
                      new ImagePointer("here.images", 2, 5), ImageSize.THUMB, Optional.empty()))
              .getNow(null);

      assertThat(answer.status()).isEqualTo(503);
    }
  }

  @Test
  void shouldShowOnlyTopicsOfThisInstallation() throws Exception {
    assertThat(get("there.images/2/5/thumb").statusCode()).isEqualTo(404);
    assertThat(get("here.model-artifacts/2/5/thumb").statusCode()).isEqualTo(404);
    assertThat(get("here.images/x/5/thumb").statusCode()).isEqualTo(400);
    assertThat(get("here.images/2/-5/thumb").statusCode()).isEqualTo(400);
    assertThat(get("here.images/2/5/thumb?sha256=%3Cscript%3E").statusCode()).isEqualTo(400);
    assertThat(fetches).hasValue(0);
  }

  @Test
  void shouldBreakAReasonIntoLines() {
    assertThat(Placeholder.lines("no longer there: expired: images-0 starts at offset 1"))
        .containsExactly("no longer there: expired:", "images-0 starts at offset", "1");
    assertThat(Placeholder.lines("x".repeat(1000))).hasSize(7);
  }

  private void assertPlaceholder(HttpResponse<byte[]> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(ImageBytes.format(response.body())).hasValue("JPEG");
    assertThat(response.headers().firstValue("cache-control").orElseThrow())
        .doesNotContain("immutable");
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return browser.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://localhost:%d/api/images/%s".formatted(server.port(), path)))
        .timeout(Duration.ofMinutes(3));
  }
}
