package io.afterimage.trainer.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {

  private static final StableSplit SPLIT = StableSplit.SERVICE;

  private final ReplayBuffer buffer = new ReplayBuffer(new BufferLimits(6, 4, SPLIT));

  private List<String> train(String id, String label, long second) {
    return buffer.put(Examples.of(id, label, Split.TRAIN, second));
  }

  private List<String> ids() {
    return buffer.snapshot().stream().map(Example::id).toList();
  }

  @Test
  void shouldEvictTheOldestOfAClassThatHasTooMany() {
    train("a", "cat", 2);
    train("b", "cat", 1);
    train("c", "cat", 3);
    train("d", "cat", 4);

    assertThat(train("e", "cat", 5)).containsExactly("b");
    assertThat(ids()).containsExactly("a", "c", "d", "e");
  }

  @Test
  void shouldEvictTheOldestOfAllSplitsThatHaveTheirShare() {
    buffer.put(Examples.of("v", "cat", Split.VALIDATION, 1));
    train("a", "cat", 2);
    train("b", "cat", 3);
    train("c", "cat", 4);

    assertThat(train("d", "cat", 5)).containsExactly("v");
  }

  @Test
  void shouldHoldEveryExampleOfOneMomentAndEvictThemByTheirIds() {
    train("b", "cat", 1);
    train("a", "cat", 1);
    train("d", "cat", 1);
    train("c", "cat", 1);
    assertThat(buffer.sizes()).isEqualTo(Map.of("cat", 4));

    assertThat(train("e", "cat", 1)).containsExactly("a");
    assertThat(ids()).containsExactly("b", "c", "d", "e");
  }

  @Test
  void shouldEvictFromTheLargestClassWhenThereAreTooMany() {
    train("a", "cat", 10);
    train("b", "cat", 11);
    train("c", "cat", 12);
    train("d", "cat", 13);
    train("e", "dog", 1);
    train("f", "dog", 2);

    assertThat(train("g", "bird", 3)).containsExactly("a");
    assertThat(buffer.sizes()).isEqualTo(Map.of("bird", 1, "cat", 3, "dog", 2));
  }

  @Test
  void shouldEvictAnIncomingExampleThatIsItselfTheOldest() {
    train("b", "cat", 2);
    train("c", "cat", 3);
    train("d", "cat", 4);
    train("e", "cat", 5);

    assertThat(train("a", "cat", 1)).containsExactly("a");
    assertThat(ids()).containsExactly("b", "c", "d", "e");
  }

  @Test
  void shouldKeepHeldOutImagesThatHaveNoMoreThanTheirShare() {
    ReplayBuffer wide = new ReplayBuffer(new BufferLimits(100, 20, SPLIT));
    for (int i = 0; i < 3; i++) {
      wide.put(Examples.of("v" + i, "cat", Split.VALIDATION, i));
      wide.put(Examples.of("t" + i, "cat", Split.TEST, i));
    }
    for (int i = 0; i < 200; i++) {
      wide.put(Examples.of("r%03d".formatted(i), "cat", Split.TRAIN, 100 + i));
    }

    Map<Split, Long> sizes =
        wide.snapshot().stream()
            .collect(Collectors.groupingBy(Example::split, Collectors.counting()));
    assertThat(sizes).isEqualTo(Map.of(Split.TRAIN, 14L, Split.VALIDATION, 3L, Split.TEST, 3L));
    assertThat(wide.find("r199")).isPresent();
  }

  @Test
  void shouldNotLetHeldOutImagesCrowdOutTrainingOnes() {
    ReplayBuffer wide = new ReplayBuffer(new BufferLimits(100, 20, SPLIT));
    for (int i = 0; i < 14; i++) {
      wide.put(Examples.of("r" + i, "cat", Split.TRAIN, i));
    }
    for (int i = 0; i < 50; i++) {
      wide.put(Examples.of("v%02d".formatted(i), "cat", Split.VALIDATION, 100 + i));
    }

    assertThat(wide.snapshot()).filteredOn(example -> example.split() == Split.TRAIN).hasSize(14);
    assertThat(wide.find("v49")).isPresent();
  }

  @Test
  void shouldKeepTheSplitAndCountOnceWhenALabelIsCorrected() {
    train("a", "cat", 1);
    Example corrected = buffer.find("a").orElseThrow().relabelled("dog", Instant.ofEpochSecond(9));

    assertThat(buffer.put(corrected)).isEmpty();

    assertThat(buffer.sizes()).isEqualTo(Map.of("dog", 1));
    assertThat(buffer.find("a").orElseThrow().split()).isEqualTo(Split.TRAIN);
    assertThat(buffer.bytes()).isEqualTo(3);
  }

  @Test
  void shouldGiveAnImageTheSplitOfItsGroupAsLongAsTheGroupHasExamples() {
    Optional<String> scene = Optional.of("scene");
    Split byHash = buffer.splitFor("a", "cat", scene);
    Split other = byHash == Split.TEST ? Split.VALIDATION : Split.TEST;
    buffer.put(Examples.of("a", "cat", other, 1).inGroup(scene));
    buffer.put(Examples.of("b", "cat", other, 2).inGroup(scene));
    buffer.remove("a");
    assertThat(buffer.splitFor("c", "dog", scene)).isEqualTo(other);

    buffer.remove("b");

    assertThat(buffer.splitOfGroup("scene")).isEmpty();
    assertThat(buffer.splitFor("c", "dog", scene)).isEqualTo(byHash);
  }

  @Test
  void shouldLeaveAnExampleInItsSplit() {
    for (Split split : Split.values()) {
      buffer.put(Examples.of("a", "cat", split, 1));
      assertThat(buffer.splitFor("a", "dog", Optional.empty())).isEqualTo(split);
    }
  }

  /** Ten groups of twenty images each, from a class of few groups to the eye of a hash. */
  @Test
  void shouldCountGroupsNotImages() {
    ReplayBuffer wide = new ReplayBuffer(new BufferLimits(1000, 1000, SPLIT));
    for (int i = 0; i < 200; i++) {
      Optional<String> group = Optional.of("scene-" + i / 20);
      String id = "frame-" + i;
      wide.put(Examples.of(id, "cat", wide.splitFor(id, "cat", group), i).inGroup(group));
    }

    assertThat(wide.counts().get("cat").get(Split.VALIDATION)).isBetween(20, 40);
    assertThat(wide.counts().get("cat").get(Split.TEST)).isBetween(20, 40);
  }

  @Test
  void shouldCountTheBytesOfWhatItHolds() {
    train("a", "cat", 1);
    train("b", "cat", 2);
    buffer.remove("a");
    buffer.remove("unknown");

    assertThat(buffer.bytes()).isEqualTo(3);
    assertThat(buffer.size()).isEqualTo(1);
  }
}
