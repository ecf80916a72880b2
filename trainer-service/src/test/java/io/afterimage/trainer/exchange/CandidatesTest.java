package io.afterimage.trainer.exchange;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CandidatesTest {

  @Test
  void shouldFillTheSmallestClassesFirst() {
    Room room = new Room(limits(100, 60), Map.of("cat", 30));

    List<LabelledImage> chosen =
        new Candidates(images(Map.of("cat", 50, "dog", 50, "fox", 50))).next(45, room);

    assertThat(byLabel(chosen)).isEqualTo(Map.of("dog", 23L, "fox", 22L));
  }

  @Test
  void shouldStopWhereEitherLimitIsReached() {
    assertThat(
            byLabel(
                new Candidates(images(Map.of("cat", 50, "dog", 5)))
                    .next(1000, new Room(limits(40, 20), Map.of()))))
        .isEqualTo(Map.of("cat", 20L, "dog", 5L));
    assertThat(
            new Candidates(images(Map.of("cat", 50)))
                .next(1000, new Room(limits(40, 100), Map.of("dog", 25))))
        .hasSize(15);
  }

  @Test
  void shouldGiveAnotherImageThePlaceThatOneDidNotUse() {
    Room room = new Room(limits(10, 10), Map.of());
    Candidates candidates = new Candidates(images(Map.of("cat", 50)));
    assertThat(candidates.next(1000, room)).hasSize(10);

    room.giveBack("cat");

    assertThat(candidates.next(1000, room)).hasSize(1);
    assertThat(room.sizes()).isEqualTo(Map.of("cat", 10));
  }

  @Test
  void shouldChooseTheSameWhateverTheOrder() {
    List<LabelledImage> images = new ArrayList<>(images(Map.of("cat", 50, "dog", 50)));
    List<String> first = ids(images);
    Collections.shuffle(images, new Random(1));

    assertThat(ids(images)).isEqualTo(first);
  }

  private static List<String> ids(List<LabelledImage> images) {
    return new Candidates(images)
        .next(20, new Room(limits(100, 100), Map.of())).stream().map(LabelledImage::id).toList();
  }

  private static BufferLimits limits(int images, int perClass) {
    return new BufferLimits(images, perClass, StableSplit.SERVICE);
  }

  private static List<LabelledImage> images(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .flatMap(
            entry ->
                IntStream.range(0, entry.getValue())
                    .mapToObj(i -> image(entry.getKey() + "/" + i, entry.getKey())))
        .toList();
  }

  private static LabelledImage image(String id, String label) {
    return new LabelledImage(id, label, Split.TRAIN, () -> new byte[0]);
  }

  private static Map<String, Long> byLabel(List<LabelledImage> images) {
    return Stream.of(images)
        .flatMap(List::stream)
        .collect(groupingBy(LabelledImage::label, counting()));
  }
}
