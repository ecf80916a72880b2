package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class TagsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void shouldGiveTheFirstValuesTagsOfTheirOwnAndTheOthersOne() {
    TagLimit limit = new TagLimit(2);

    assertThat(List.of(limit.tag("a"), limit.tag("b"), limit.tag("c"), limit.tag("a")))
        .containsExactly("a", "b", TagLimit.OTHER, "a");
  }

  @Test
  void shouldNotTagWithLongValues() {
    assertThat(new TagLimit(2).tag("x".repeat(65))).isEqualTo(TagLimit.OTHER);
  }

  @Test
  void shouldRemoveTheMetersOfTheVersionSeenLongestAgo() {
    RecentVersions versions = new RecentVersions(registry, List.of("answers"));
    for (int version = 1; version <= RecentVersions.MOST; version++) {
      see(versions, "v" + version);
    }
    see(versions, "v1");

    assertThat(see(versions, "v9")).containsExactly("v2");
    assertThat(registry.find("answers").counters())
        .hasSize(RecentVersions.MOST)
        .noneMatch(counter -> "v2".equals(counter.getId().getTag("version")));
  }

  private List<String> see(RecentVersions versions, String version) {
    List<String> forgotten = versions.seen(version);
    Counter.builder("answers").tag("version", version).register(registry).increment();
    return forgotten;
  }
}
