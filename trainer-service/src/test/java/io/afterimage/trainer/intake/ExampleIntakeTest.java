package io.afterimage.trainer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingImages;
import io.afterimage.trainer.buffer.TrainingSetChange;
import io.afterimage.trainer.consensus.Opinion;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class ExampleIntakeTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final Map<ImagePointer, Fetched> topic = new HashMap<>();
  private final Map<String, String> asked = new HashMap<>();
  private final List<ImagePointer> fetched = new ArrayList<>();
  private final ReplayBuffer buffer = new ReplayBuffer(new BufferLimits(3, 3, StableSplit.SERVICE));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final IntakeMetrics metrics = new IntakeMetrics(meters, buffer);
  private final ExampleIntake intake =
      new ExampleIntake(
          buffer,
          new FakeImages(),
          new TrainingImages(new ImageDecoder(ImageLimits.DEFAULT), InputSpec.square(8)),
          Grouping.BY_HEADER,
          metrics,
          label -> Optional.ofNullable(asked.get(label.imageId())),
          InstantSource.fixed(NOW));

  /** Images in a map, and what was asked of it. */
  private final class FakeImages implements ImageSource {

    @Override
    public void fetch(
        Collection<ImagePointer> pointers, BiConsumer<ImagePointer, Fetched> receiver) {
      fetched.addAll(pointers);
      pointers.forEach(pointer -> receiver.accept(pointer, topic.get(pointer)));
    }

    @Override
    public void close() {}
  }

  private static Fetched found(byte[] image) {
    return new Fetched.Found(image, Optional.empty(), NOW);
  }

  private LabelledExample labelled(String id, String label, long second) {
    ImagePointer pointer = new ImagePointer("images", 0, id.hashCode());
    topic.putIfAbsent(pointer, found(PngImages.ofColour(12, id.hashCode())));
    return new LabelledExample(id, pointer, label, "cat", 0.9, "v1", Instant.ofEpochSecond(second));
  }

  private Map<String, Optional<Example>> take(LabelledExample... examples) {
    return intake.take(Arrays.stream(examples).<Feedback>map(Feedback.Labelled::new).toList());
  }

  private static Feedback.Retracted retracted(String id) {
    return new Feedback.Retracted(
        new RetractedExample(id, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** With the digest of the image that was predicted. */
  private static LabelledExample predictedAs(LabelledExample example, byte[] image) {
    return new LabelledExample(
        example.imageId(),
        example.picture(),
        example.label(),
        example.predictedLabel(),
        example.confidence(),
        example.modelVersion(),
        example.labelledAt(),
        Optional.of("ann"),
        Optional.of(Sha256.of(image)));
  }

  private double count(String outcome) {
    return meters.get("afterimage.feedback.examples").tag("outcome", outcome).counter().count();
  }

  @Test
  void shouldFetchAnImageOnceAndKeepItWhenItsLabelChanges() {
    take(labelled("a", "cat", 1), labelled("a", "dog", 2));
    Map<String, Optional<Example>> changes = take(labelled("a", "bird", 3));

    assertThat(fetched).hasSize(1);
    assertThat(changes.get("a").orElseThrow().label()).isEqualTo("bird");
    assertThat(buffer.sizes()).isEqualTo(Map.of("bird", 1));
    assertThat(buffer.find("a").orElseThrow().split()).isEqualTo(StableSplit.SERVICE.of("a"));
    assertThat(count("relabelled")).isEqualTo(2);
  }

  @Test
  void shouldRememberWhyALabelWasAskedFor() {
    asked.put("a", "uncertain");
    take(labelled("a", "cat", 1), labelled("b", "cat", 1));
    asked.clear();
    take(labelled("a", "dog", 2));

    assertThat(buffer.find("a").orElseThrow().askedFor()).contains("uncertain");
    assertThat(buffer.find("b").orElseThrow().askedFor()).isEmpty();
    asked.put("b", "audit");
    assertThat(take(labelled("b", "dog", 2)).get("b").orElseThrow().askedFor()).contains("audit");
  }

  private LabelledExample by(String source, LabelledExample example) {
    return new LabelledExample(
        example.imageId(),
        example.picture(),
        example.label(),
        example.predictedLabel(),
        example.confidence(),
        example.modelVersion(),
        example.labelledAt(),
        Optional.of(source),
        example.sha256());
  }

  @Test
  void shouldKeepWhatEachSourceSaysOfAnImageOnce() {
    LabelledExample agreeing = by("ben", labelled("a", "cat", 2)).asOpinion();
    take(by("ann", labelled("a", "cat", 1)));

    Example heard = take(agreeing).get("a").orElseThrow();

    assertThat(heard.label()).isEqualTo("cat");
    assertThat(heard.labelledAt()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(heard.labelledBy()).contains("ann");
    assertThat(heard.opinions()).extracting(Opinion::sourceName).containsExactly("ann", "ben");
    assertThat(take(agreeing)).as("said again").isEmpty();
    assertThat(fetched).hasSize(1);
    assertThat(count("opinion")).isEqualTo(1);
    assertThat(count("superseded")).isEqualTo(1);
  }

  @Test
  void shouldKeepWhatSourcesSaidWhenTheLabelChanges() {
    take(by("ann", labelled("a", "cat", 1)));
    take(by("ben", labelled("a", "dog", 2)));

    Example disputed = buffer.find("a").orElseThrow();
    assertThat(disputed.label()).isEqualTo("dog");
    assertThat(disputed.isUndisputed()).isFalse();

    Example settled = take(by("ben", labelled("a", "cat", 3))).get("a").orElseThrow();
    assertThat(settled.label()).isEqualTo("cat");
    assertThat(settled.isUndisputed()).isTrue();
    assertThat(settled.opinions()).hasSize(2);
  }

  @Test
  void shouldFetchNothingForAnOpinionOfAnImageThatItDoesNotHave() {
    assertThat(take(by("ben", labelled("a", "cat", 2)).asOpinion())).isEmpty();

    assertThat(fetched).isEmpty();
    assertThat(buffer.size()).isZero();
  }

  @Test
  void shouldLetTheLabelThatArrivesLaterReplaceTheOneBefore() {
    take(labelled("a", "dog", 5));

    take(labelled("a", "cat", 4));

    assertThat(buffer.sizes()).isEqualTo(Map.of("cat", 1));
    assertThat(take(labelled("a", "cat", 4))).isEmpty();
    assertThat(count("superseded")).isEqualTo(1);
  }

  /** Or whoever labels everything each night would make all of it new evidence. */
  @Test
  void shouldKeepTheDateOfALabelThatIsRepeated() {
    take(labelled("a", "dog", 5));

    assertThat(take(labelled("a", "dog", 9))).isEmpty();
    assertThat(buffer.find("a").orElseThrow().labelledAt()).isEqualTo(Instant.ofEpochSecond(5));
    assertThat(count("superseded")).isEqualTo(1);

    take(labelled("a", "dog", 3));
    assertThat(buffer.find("a").orElseThrow().labelledAt())
        .as("corrected")
        .isEqualTo(Instant.ofEpochSecond(3));
    take(labelled("a", "cat", 9));
    assertThat(buffer.find("a").orElseThrow().labelledAt()).isEqualTo(Instant.ofEpochSecond(9));
  }

  @Test
  void shouldKeepTheDateWhenTheSameImageIsSentAndLabelledAgain() {
    LabelledExample first = labelled("a", "cat", 1);
    byte[] image = ((Fetched.Found) topic.get(first.picture())).image();
    ImagePointer again = new ImagePointer("images", 1, 7);
    topic.put(again, found(image));
    take(predictedAs(first, image));

    LabelledExample second =
        new LabelledExample("a", again, "cat", "cat", 0.9, "v1", Instant.ofEpochSecond(2));
    take(predictedAs(second, image));

    assertThat(buffer.find("a").orElseThrow().source()).isEqualTo(again);
    assertThat(buffer.find("a").orElseThrow().labelledAt()).isEqualTo(Instant.ofEpochSecond(1));
  }

  @Test
  void shouldCorrectALabelThatWasDatedInTheFuture() {
    take(labelled("a", "dog", Instant.parse("2099-01-01T00:00:00Z").getEpochSecond()));
    assertThat(buffer.find("a").orElseThrow().labelledAt()).isEqualTo(NOW);

    take(labelled("a", "cat", 5));

    assertThat(buffer.sizes()).isEqualTo(Map.of("cat", 1));
    assertThat(meters.get("afterimage.feedback.future").counter().count()).isEqualTo(1);
  }

  @Test
  void shouldNotLearnAnotherImageThatLiesWhereThePredictedOneLay() {
    LabelledExample trouser = labelled("a", "bag", 1);
    LabelledExample bag = predictedAs(trouser, PngImages.ofColour(12, 0x123456));
    LabelledExample same = labelled("b", "bag", 2);
    byte[] image = ((Fetched.Found) topic.get(same.picture())).image();
    LabelledExample emptied = predictedAs(labelled("c", "bag", 3), image);
    topic.put(emptied.picture(), found(null));

    take(bag, predictedAs(same, image), emptied);

    assertThat(buffer.snapshot()).extracting(Example::id).containsExactly("b");
    assertThat(buffer.find("b").orElseThrow().labelledBy()).contains("ann");
    assertThat(count("replaced")).isEqualTo(2);
    assertThat(meters.get("afterimage.feedback.unverified").counter().count()).isZero();
  }

  @Test
  void shouldFetchAgainWhereTheTopicWasMadeAgainAndTheSamePlaceHasAnotherImage() {
    LabelledExample first = labelled("a", "cat", 1);
    byte[] before = ((Fetched.Found) topic.get(first.picture())).image();
    take(predictedAs(first, before));
    byte[] after = PngImages.ofColour(12, 0x00ff00);
    topic.put(first.picture(), found(after));

    take(predictedAs(labelled("a", "dog", 2), after));

    assertThat(fetched).hasSize(2);
    assertThat(buffer.find("a").orElseThrow().sha256()).contains(Sha256.of(after));
  }

  @Test
  void shouldTakeExamplesOfOldPredictionsAndCountThemAsUnverified() {
    take(labelled("a", "cat", 1));

    assertThat(buffer.size()).isEqualTo(1);
    assertThat(meters.get("afterimage.feedback.unverified").counter().count()).isEqualTo(1);
  }

  @Test
  void shouldKeepAnExampleWhenTheLabelOfAnotherImageOfItsIdIsTakenBack() {
    LabelledExample labelled = labelled("a", "cat", 1);
    take(labelled);

    Map<String, Optional<Example>> changes =
        intake.take(
            List.of(
                new Feedback.Retracted(
                    new RetractedExample(
                        "a",
                        Optional.of(new ImagePointer("images", 5, 5)),
                        Optional.empty(),
                        Optional.of("ann")))));

    assertThat(changes).isEmpty();
    assertThat(buffer.size()).isEqualTo(1);
  }

  @Test
  void shouldForgetAnExampleWhoseLabelIsTakenBackAndTakeALaterLabel() {
    take(labelled("a", "cat", 1), labelled("b", "cat", 1));

    Map<String, Optional<Example>> retracted =
        intake.take(List.of(retracted("a"), retracted("never-seen")));

    assertThat(retracted).isEqualTo(Map.of("a", Optional.empty(), "never-seen", Optional.empty()));
    assertThat(buffer.snapshot()).extracting(Example::id).containsExactly("b");
    assertThat(count("retracted")).isEqualTo(2);
    Map<String, Optional<Example>> again =
        intake.take(List.of(retracted("b"), new Feedback.Labelled(labelled("b", "dog", 2))));
    assertThat(again.get("b").map(Example::label)).contains("dog");
  }

  @Test
  void shouldFetchAgainAnImageThatWasSentAgain() {
    LabelledExample first = labelled("a", "cat", 1);
    ImagePointer again = new ImagePointer("images", 1, 7);
    topic.put(again, found(PngImages.ofColour(12, 0xff0000)));
    take(first);
    byte[] before = buffer.find("a").orElseThrow().png();

    take(new LabelledExample("a", again, "cat", "cat", 0.9, "v1", Instant.ofEpochSecond(2)));

    assertThat(fetched).containsExactly(first.picture(), again);
    assertThat(buffer.find("a").orElseThrow().source()).isEqualTo(again);
    assertThat(buffer.find("a").orElseThrow().png()).isNotEqualTo(before);
    assertThat(count("added")).isEqualTo(2);
  }

  @Test
  void shouldWriteALabelThatChangesAfterWhatCameBetween() {
    Map<String, Optional<Example>> changes =
        take(labelled("a", "cat", 1), labelled("b", "cat", 2), labelled("a", "dog", 3));

    assertThat(changes.keySet()).containsExactly("b", "a");
    assertThat(changes.get("a").orElseThrow().label()).isEqualTo("dog");
  }

  @Test
  void shouldTakeWhatWasLoadedUnlessPeopleLabelledItAlready() {
    take(labelled("a", "cat", 5));
    Example loaded = buffer.find("a").orElseThrow().relabelled("dog", Instant.ofEpochSecond(9));
    Example other =
        new Example("b", "dog", loaded.split(), loaded.labelledAt(), loaded.source(), loaded.png());

    assertThat(
            intake.takeChanges(
                List.of(
                    new TrainingSetChange.Put(loaded, false),
                    new TrainingSetChange.Put(other, false))))
        .isEmpty();

    assertThat(buffer.sizes()).isEqualTo(Map.of("cat", 1, "dog", 1));
    assertThat(count("loaded")).isEqualTo(1);
  }

  @Test
  void shouldFollowWhatOthersRenameAndRemove() {
    take(labelled("a", "cat", 5), labelled("b", "cat", 5));
    Example renamed = buffer.find("a").orElseThrow().relabelled("dog", Instant.ofEpochSecond(5));

    intake.takeChanges(
        List.of(new TrainingSetChange.Put(renamed, true), new TrainingSetChange.Removed("b")));

    assertThat(buffer.sizes()).isEqualTo(Map.of("dog", 1));
  }

  @Test
  void shouldCountImagesThatAreGoneOrBrokenAndTakeTheOthers() {
    LabelledExample gone = labelled("gone", "cat", 1);
    LabelledExample broken = labelled("broken", "cat", 2);
    topic.put(gone.picture(), new Fetched.Gone("expired"));
    topic.put(broken.picture(), found(new byte[] {1, 2, 3}));

    Map<String, Optional<Example>> changes = take(gone, broken, labelled("good", "cat", 3));

    assertThat(changes).containsOnlyKeys("good");
    assertThat(count("expired")).isEqualTo(1);
    assertThat(count("undecodable")).isEqualTo(1);
    assertThat(count("added")).isEqualTo(1);
  }

  @Test
  void shouldKeepAGroupTogetherWhateverTheIdsSay() {
    List<LabelledExample> frames = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      LabelledExample frame = labelled("frame-" + i, i == 0 ? "cat" : "dog", i);
      byte[] image = PngImages.ofColour(12, i);
      topic.put(frame.picture(), new Fetched.Found(image, Optional.of("scene"), NOW));
      frames.add(frame);
    }

    take(frames.toArray(LabelledExample[]::new));

    Split split = StableSplit.SERVICE.of("scene");
    assertThat(buffer.snapshot())
        .hasSize(3)
        .allMatch(example -> example.group().equals(Optional.of("scene")))
        .allMatch(example -> example.split() == split);
    take(labelled("frame-0", "bird", 9));
    Example relabelled = buffer.find("frame-0").orElseThrow();
    assertThat(relabelled.split()).isEqualTo(split);
    assertThat(relabelled.group()).contains("scene");
  }

  @Test
  void shouldShowTheBufferByClassAndSplit() {
    take(labelled("a", "cat", 1), labelled("b", "cat", 2), labelled("c", "dog", 3));
    metrics.changed();

    assertThat(images("cat")).isEqualTo(2);
    assertThat(images("dog")).isEqualTo(1);
    String split = StableSplit.SERVICE.of("c").name().toLowerCase(Locale.ROOT);
    assertThat(
            meters
                .get("afterimage.buffer.pictures")
                .tags("label", "dog", "split", split)
                .gauge()
                .value())
        .isEqualTo(1);
  }

  private double images(String label) {
    return meters.get("afterimage.buffer.pictures").tag("label", label).gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  @Test
  void shouldSayWhatWasEvicted() {
    take(labelled("a", "cat", 1), labelled("b", "cat", 2), labelled("c", "cat", 3));

    Map<String, Optional<Example>> changes = take(labelled("d", "cat", 4));

    assertThat(changes.get("d")).isPresent();
    assertThat(changes.values()).filteredOn(Optional::isEmpty).hasSize(1);
    assertThat(buffer.size()).isEqualTo(3);
  }
}
