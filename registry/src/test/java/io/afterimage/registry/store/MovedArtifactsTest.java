package io.afterimage.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MovedArtifactsTest {

  private final MovedArtifacts moved = new MovedArtifacts("new.model-artifacts");

  @Test
  void shouldNameTheOffsetThatTheManifestHasNow() {
    moved.moved(21, 18);

    assertThat(
            relocated(
                "{\"type\":\"announced\",\"location\":\"model-artifacts/0@21\",\"later\":{\"x\":0.975}}"))
        .isEqualTo(
            "{\"type\":\"announced\",\"location\":\"new.model-artifacts/0@18\",\"later\":{\"x\":0.975}}");
    assertThat(relocated("{\"announcement\":{\"location\":\"model-artifacts/0@21\"}}"))
        .isEqualTo("{\"announcement\":{\"location\":\"new.model-artifacts/0@18\"}}");
  }

  @Test
  void shouldLeaveWhatDidNotMove() {
    moved.moved(21, 18);

    for (String event :
        new String[] {
          "{ \"location\" : \"model-artifacts/0@3\" }",
          "{ \"location\" : \"directory:v1\" }",
          "{ \"type\" : \"pinned\" }",
          "[ 1 ]",
          "no JSON",
          ""
        }) {
      assertThat(relocated(event)).isEqualTo(event);
    }
  }

  private String relocated(String event) {
    return new String(
        moved.relocated(event.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }
}
