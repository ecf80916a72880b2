package io.afterimage.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyKindTest {

  private static final String APPLICATION = "a.b-c";
  private static final TopologyKind LESS = TopologyKind.of(Set.of("images"));
  private static final TopologyKind MORE = TopologyKind.of(Set.of("images", "labels"));

  @Test
  void shouldComeBackFromTheClientIdOfAnyOfItsConsumers() {
    String clientId = LESS.clientId(APPLICATION);

    assertThat(TopologyKind.in(clientId, APPLICATION)).contains(LESS);
    assertThat(TopologyKind.in(clientId + "-StreamThread-1-consumer", APPLICATION)).contains(LESS);
    assertThat(LESS.clientId(APPLICATION)).isNotEqualTo(clientId);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b-c-4c895bab-59bc-4e50-9d6d-33a2fc3e1090-StreamThread-1-consumer",
        "axb-c-t1-f4b6e0c7-4c895bab",
        "a.b-c-t1-f4b6e0c",
        "a.b-c",
        ""
      })
  void shouldNotBeReadFromOtherClientIds(String clientId) {
    assertThat(TopologyKind.in(clientId, APPLICATION)).isEmpty();
  }

  @Test
  void shouldBeGreaterWhereItReadsMoreAndDifferWhereItReadsOthers() {
    assertThat(MORE).isGreaterThan(LESS);
    assertThat(TopologyKind.of(Set.of("labels", "images"))).isEqualTo(MORE);
    assertThat(TopologyKind.of(Set.of("others"))).isNotEqualByComparingTo(LESS);
  }
}
