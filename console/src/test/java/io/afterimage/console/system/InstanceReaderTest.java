package io.afterimage.console.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.schemas.release.Release;
import io.afterimage.service.Health;
import io.afterimage.service.HealthPages;
import io.afterimage.service.HttpEndpoint;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InstanceReaderTest {

  private static final Health UNREADY =
      new Health(
          true, false, List.of("not ready: loading v2"), Map.of("modelVersion", "v1", "x", "y"));

  @Test
  void shouldTellWhatInstancesSayOfThemselvesAndWhyOthersDoNot() {
    try (HttpEndpoint service = HttpEndpoint.start(0, List.of(new HealthPages(() -> UNREADY)));
        HttpEndpoint other =
            HttpEndpoint.start(
                0, List.of(routes -> routes.get("/health", page -> page.result("<p>hello"))))) {
      List<URI> addresses =
          InstanceAddresses.read(
              "http://127.0.0.1:%d, http://127.0.0.1:%d,http://127.0.0.1:1"
                  .formatted(service.port(), other.port()));

      List<InstanceFacts> found = new InstanceReader(addresses).read();

      assertThat(found.get(0))
          .isEqualTo(
              new InstanceFacts(
                  addresses.get(0).toString(),
                  true,
                  Optional.empty(),
                  true,
                  false,
                  UNREADY.reasons(),
                  Optional.of("v1"),
                  Map.of("modelVersion", "v1", "x", "y", "release", Release.current().toString())));
      assertThat(found.get(1).fault().orElseThrow()).contains("is it the HTTP port of a service?");
      assertThat(found.get(2).reachable()).isFalse();
      assertThat(found.get(2).fault().orElseThrow()).startsWith("does not answer: ");
    }
  }

  /** Brokers that are away take longer to say nothing than an answer is fresh. */
  @Test
  void shouldAskOnceForAllWhoWaitedForASlowAnswer() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    AtomicInteger asked = new AtomicInteger();
    Recent<Integer> recent =
        new Recent<>(
            () -> {
              now.updateAndGet(moment -> moment.plusSeconds(5));
              return asked.incrementAndGet();
            },
            now::get);

    assertThat(recent.get()).isEqualTo(1);
    assertThat(recent.get()).as("who waited meanwhile").isEqualTo(1);
    now.updateAndGet(moment -> moment.plusSeconds(3));
    assertThat(recent.get()).isEqualTo(2);
  }

  @Test
  void shouldRefuseWhatIsNotTheAddressOfAServer() {
    assertThat(InstanceAddresses.read("")).isEmpty();
    assertThatThrownBy(() -> InstanceAddresses.read("http://a:1,file:///etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("file:///etc/passwd");
    assertThatThrownBy(() -> InstanceAddresses.read("stream-1:8080"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
