package io.afterimage.trainer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.events.LabelledExample;
import io.afterimage.events.PicturePointer;
import io.afterimage.model.InputSpec;
import io.afterimage.model.picture.PictureDecoder;
import io.afterimage.model.picture.PictureLimits;
import io.afterimage.trainer.PngPictures;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingPictures;
import io.afterimage.trainer.dataset.StableSplit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class ExampleIntakeTest {

  private final Map<PicturePointer, Fetched> topic = new HashMap<>();
  private final List<PicturePointer> fetched = new ArrayList<>();
  private final ReplayBuffer buffer = new ReplayBuffer(new BufferLimits(3, 3, StableSplit.SERVICE));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final IntakeMetrics metrics = new IntakeMetrics(meters, buffer);
  private final ExampleIntake intake =
      new ExampleIntake(
          buffer,
          new FakePictures(),
          new TrainingPictures(new PictureDecoder(PictureLimits.DEFAULT), InputSpec.square(8)),
          metrics);

  /** Pictures in a map, and what was asked of it. */
  private final class FakePictures implements Pictures {

    @Override
    public void fetch(
        Collection<PicturePointer> pointers, BiConsumer<PicturePointer, Fetched> receiver) {
      fetched.addAll(pointers);
      pointers.forEach(pointer -> receiver.accept(pointer, topic.get(pointer)));
    }

    @Override
    public void close() {}
  }

  private LabelledExample labelled(String id, String label, long second) {
    PicturePointer pointer = new PicturePointer("images", 0, id.hashCode());
    topic.putIfAbsent(pointer, new Fetched.Found(PngPictures.ofColour(12, id.hashCode())));
    return new LabelledExample(id, pointer, label, "cat", 0.9, "v1", Instant.ofEpochSecond(second));
  }

  private double count(String outcome) {
    return meters.get("afterimage.feedback.examples").tag("outcome", outcome).counter().count();
  }

  @Test
  void shouldFetchAPictureOnceAndKeepItWhenItsLabelChanges() {
    intake.take(List.of(labelled("a", "cat", 1), labelled("a", "dog", 2)));
    Map<String, Optional<Example>> changes = intake.take(List.of(labelled("a", "bird", 3)));

    assertThat(fetched).hasSize(1);
    assertThat(changes.get("a").orElseThrow().label()).isEqualTo("bird");
    assertThat(buffer.sizes()).isEqualTo(Map.of("bird", 1));
    assertThat(buffer.find("a").orElseThrow().split()).isEqualTo(StableSplit.SERVICE.of("a"));
    assertThat(count("relabelled")).isEqualTo(2);
  }

  @Test
  void shouldNotLetAnEarlierLabelReplaceALaterOne() {
    intake.take(List.of(labelled("a", "dog", 5)));

    assertThat(intake.take(List.of(labelled("a", "cat", 4), labelled("a", "dog", 5)))).isEmpty();

    assertThat(buffer.sizes()).isEqualTo(Map.of("dog", 1));
    assertThat(count("superseded")).isEqualTo(2);
  }

  @Test
  void shouldFetchAgainAPictureThatWasSentAgain() {
    LabelledExample first = labelled("a", "cat", 1);
    PicturePointer again = new PicturePointer("images", 1, 7);
    topic.put(again, new Fetched.Found(PngPictures.ofColour(12, 0xff0000)));
    intake.take(List.of(first));
    byte[] before = buffer.find("a").orElseThrow().png();

    intake.take(
        List.of(
            new LabelledExample("a", again, "cat", "cat", 0.9, "v1", Instant.ofEpochSecond(2))));

    assertThat(fetched).containsExactly(first.picture(), again);
    assertThat(buffer.find("a").orElseThrow().source()).isEqualTo(again);
    assertThat(buffer.find("a").orElseThrow().png()).isNotEqualTo(before);
    assertThat(count("added")).isEqualTo(2);
  }

  @Test
  void shouldWriteALabelThatChangesAfterWhatCameBetween() {
    Map<String, Optional<Example>> changes =
        intake.take(
            List.of(labelled("a", "cat", 1), labelled("b", "cat", 2), labelled("a", "dog", 3)));

    assertThat(changes.keySet()).containsExactly("b", "a");
    assertThat(changes.get("a").orElseThrow().label()).isEqualTo("dog");
  }

  @Test
  void shouldTakeWhatWasLoadedUnlessPeopleLabelledItAlready() {
    intake.take(List.of(labelled("a", "cat", 5)));
    Example loaded = buffer.find("a").orElseThrow().relabelled("dog", Instant.ofEpochSecond(9));
    Example other =
        new Example("b", "dog", loaded.split(), loaded.labelledAt(), loaded.source(), loaded.png());

    assertThat(intake.takeLoaded(List.of(loaded, other))).isEmpty();

    assertThat(buffer.sizes()).isEqualTo(Map.of("cat", 1, "dog", 1));
    assertThat(count("loaded")).isEqualTo(1);
  }

  @Test
  void shouldCountPicturesThatAreGoneOrBrokenAndTakeTheOthers() {
    LabelledExample gone = labelled("gone", "cat", 1);
    LabelledExample broken = labelled("broken", "cat", 2);
    topic.put(gone.picture(), new Fetched.Gone("it has expired"));
    topic.put(broken.picture(), new Fetched.Found(new byte[] {1, 2, 3}));

    Map<String, Optional<Example>> changes =
        intake.take(List.of(gone, broken, labelled("good", "cat", 3)));

    assertThat(changes).containsOnlyKeys("good");
    assertThat(count("expired")).isEqualTo(1);
    assertThat(count("undecodable")).isEqualTo(1);
    assertThat(count("added")).isEqualTo(1);
  }

  @Test
  void shouldShowTheBufferByClassAndSplit() {
    intake.take(List.of(labelled("a", "cat", 1), labelled("b", "cat", 2), labelled("c", "dog", 3)));
    metrics.changed();

    assertThat(pictures("cat")).isEqualTo(2);
    assertThat(pictures("dog")).isEqualTo(1);
    String split = StableSplit.SERVICE.of("c").name().toLowerCase(Locale.ROOT);
    assertThat(
            meters
                .get("afterimage.buffer.pictures")
                .tags("label", "dog", "split", split)
                .gauge()
                .value())
        .isEqualTo(1);
  }

  private double pictures(String label) {
    return meters.get("afterimage.buffer.pictures").tag("label", label).gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  @Test
  void shouldSayWhatWasEvicted() {
    intake.take(List.of(labelled("a", "cat", 1), labelled("b", "cat", 2), labelled("c", "cat", 3)));

    Map<String, Optional<Example>> changes = intake.take(List.of(labelled("d", "cat", 4)));

    assertThat(changes.get("d")).isPresent();
    assertThat(changes.values()).filteredOn(Optional::isEmpty).hasSize(1);
    assertThat(buffer.size()).isEqualTo(3);
  }
}
