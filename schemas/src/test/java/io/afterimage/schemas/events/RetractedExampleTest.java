package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RetractedExampleTest {

  @Test
  void shouldComeThroughHeadersUnchanged() {
    RetractedExample named =
        new RetractedExample(
            "Köter 7",
            Optional.of(new ImagePointer("images", 3, 1234567890123L)),
            Optional.of("9f86"),
            Optional.of("Jörg"));
    RetractedExample any =
        new RetractedExample("a", Optional.empty(), Optional.empty(), Optional.empty());

    assertThat(RetractedExample.read("Köter 7", named.addTo(new RecordHeaders()))).isEqualTo(named);
    assertThat(named.namesImage()).isTrue();
    assertThat(any.addTo(new RecordHeaders())).isEmpty();
    assertThat(RetractedExample.read("a", new RecordHeaders())).isEqualTo(any);
    assertThat(any.namesImage()).isFalse();
  }

  @Test
  void shouldRefuseAPointerThatIsNone() {
    RecordHeaders headers = new RecordHeaders();
    headers.add(RetractedExample.IMAGE_HEADER, "images-3-4".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> RetractedExample.read("a", headers))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining("not an ImagePointer");
  }
}
