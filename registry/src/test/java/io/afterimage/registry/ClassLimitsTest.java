package io.afterimage.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.ClassLimits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassLimitsTest {

  @Test
  void shouldRefuseMoreClassesThanARecordCanName() {
    assertThat(ClassLimits.fault(labels(10_000, "class %d"))).isEmpty();
    assertThat(ClassLimits.fault(labels(10_001, "class %d")))
        .hasValueSatisfying(fault -> assertThat(fault).contains("10001 classes", "at most 10000"));
  }

  @Test
  void shouldRefuseNamesThatAreTooLongTogether() {
    assertThat(ClassLimits.fault(labels(2_000, "%0200d")))
        .hasValueSatisfying(
            fault -> assertThat(fault).contains("2000 classes", "262144", "shorten"));
  }

  /** The most of everything: topics as they are defined take whatever keeps to the limits. */
  @Test
  void shouldHaveRoomInTheTopicsForWhateverKeepsToTheLimits() {
    for (List<String> most :
        List.of(
            labels(10_000, "%023d"),
            labels(1_250, "%0200d"),
            labels(257, "%0200d"),
            labels(256, "%0200d"))) {
      assertThat(ClassLimits.fault(most)).isEmpty();
      PublishingRules.DEFAULT.requireLabels(most);
    }
  }

  private static List<String> labels(int classes, String form) {
    return IntStream.range(0, classes).mapToObj(form::formatted).toList();
  }
}
