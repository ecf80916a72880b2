package io.afterimage.console.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.console.learning.LabelMix.Band;
import io.afterimage.console.learning.RunningAccuracy.Line;
import io.afterimage.console.learning.Sources.SourceFigures;
import io.afterimage.console.learning.Tally.Share;
import io.afterimage.console.learning.Turns.Kind;
import io.afterimage.console.learning.Turns.Turn;
import io.afterimage.console.learning.VersionFigures.ClassFigures;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.schemas.events.Retraction;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LearningViewTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:10Z");
  private static final long MILLIS = NOW.toEpochMilli();

  private final LearningView view = new LearningView(InstantSource.fixed(NOW));

  @Test
  void shouldTellAccuracyByVersionWithItsInterval() {
    for (int i = 0; i < 10; i++) {
      example("early" + i, "v1", "cat", i < 8 ? "cat" : "dog", MILLIS - 600_000);
      example("late" + i, "v2", "cat", i < 9 ? "cat" : "dog", MILLIS);
    }

    List<Line> lines = view.report(Span.HOUR).accuracy();

    assertThat(lines).extracting(Line::version).containsExactly("v1", "v2");
    assertThat(lines.get(0).points().get(149)).hasValueSatisfying(LearningViewTest::isEightOfTen);
    assertThat(lines.get(0).points().get(179)).isEmpty();
    assertThat(lines.get(1).all()).extracting(Share::value, Share::of).containsExactly(0.9, 10L);
  }

  /** Wilson 1927, computed by hand: (0.8 + 0.192 ± 0.314) / 1.384. */
  private static void isEightOfTen(Share share) {
    assertThat(share.value()).isEqualTo(0.8);
    assertThat(share.low()).isCloseTo(0.4902, within(1e-4));
    assertThat(share.high()).isCloseTo(0.9433, within(1e-4));
  }

  @Test
  void shouldTellRecentAccuracyByTheLatestLabelsAlone() {
    for (int i = 0; i < 200; i++) {
      example("a" + i, "v1", "cat", "dog", MILLIS - 600_000);
      example("b" + i, "v1", "cat", "cat", MILLIS);
    }

    Line line = view.report(Span.HOUR).accuracy().get(0);

    assertThat(line.points().get(179).orElseThrow().value()).isEqualTo(1.0);
    assertThat(line.all().value()).isEqualTo(0.5);
  }

  @Test
  void shouldCountACorrectedLabelOnceAndARetractedOneNotAtAll() {
    example("a", "v1", "cat", "dog", MILLIS);
    example("b", "v1", "cat", "cat", MILLIS);
    example("a", "v1", "cat", "cat", MILLIS);
    view.take(new RetractedExample("b", Optional.empty(), Optional.empty(), Optional.empty()));

    LearningReport report = view.report(Span.DAY);

    assertThat(report.accuracy().get(0).all())
        .extracting(Share::value, Share::of)
        .containsExactly(1.0, 1L);
    assertThat(report.coverage().judged()).isEqualTo(1);
    assertThat(report.truth()).extracting(Band::label).containsExactly(Optional.of("cat"));
  }

  @Test
  void shouldJudgeNoAnswerByWhatOneMoreSourceSays() {
    example("a", "v1", "cat", "cat", MILLIS);
    LabelledExample other =
        new LabelledExample("a", new ImagePointer("images", 0, 0), "dog", "cat", 0.8, "v1", NOW);

    view.take(other.asOpinion(), MILLIS);

    LearningReport report = view.report(Span.DAY);
    assertThat(report.accuracy().get(0).all())
        .extracting(Share::value, Share::of)
        .containsExactly(1.0, 1L);
    assertThat(report.truth()).extracting(Band::label).containsExactly(Optional.of("cat"));
  }

  @Test
  void shouldTellPrecisionRecallAndTheLastLabelOfEachClass() {
    predict("a", "v1", "cat", 0.97, MILLIS);
    example("a", "v1", "cat", "cat", MILLIS);
    example("b", "v1", "cat", "dog", MILLIS - 5_000);
    example("c", "v1", "dog", "dog", MILLIS - 9_000);

    List<ClassFigures> classes = view.classes("v1");

    assertThat(classes)
        .extracting(figures -> figures.label().orElse("-"))
        .containsExactly("dog", "cat");
    ClassFigures dog = classes.get(0);
    assertThat(dog.examples()).isEqualTo(2);
    assertThat(dog.precision().orElseThrow().value()).isEqualTo(1.0);
    assertThat(dog.recall().orElseThrow().value()).isEqualTo(0.5);
    assertThat(dog.lastLabel()).contains(NOW.minusSeconds(5));
    assertThat(classes.get(1).predicted()).isEqualTo(1);
    assertThat(view.confidence("v1").all().get(19)).isEqualTo(1);
    assertThat(view.confidence("v1").wrong().get(16)).isEqualTo(1);
    assertThat(view.confidence("v1").right().get(16)).isEqualTo(2);
    assertThat(view.classes("v7")).isEmpty();
  }

  @Test
  void shouldShowTheMostFrequentLabelsAndTheRestTogether() {
    for (int label = 0; label < 10; label++) {
      for (int i = 0; i <= label; i++) {
        predict("id", "v1", "label " + label, 0.5, MILLIS);
      }
    }

    List<Band> bands = view.report(Span.HOUR).predicted();

    assertThat(bands).hasSize(LabelMix.MOST_BANDS + 1);
    assertThat(bands.get(0).label()).contains("label 3");
    assertThat(bands.get(7).label()).isEmpty();
    assertThat(bands.get(7).counts().get(179)).isEqualTo(1 + 2 + 3);
  }

  @Test
  void shouldNotGrowWithMadeUpLabelsVersionsAndTimes() {
    for (int i = 0; i < 5_000; i++) {
      predict("id", "v" + i, "label " + i, 0.5, MILLIS - i);
    }
    predict("id", "v1", "cat", 0.5, Long.MAX_VALUE);

    assertThat(view.versions()).hasSize(64).endsWith("v1");
    List<Band> bands = view.report(Span.HOUR).predicted();
    assertThat(bands).hasSize(LabelMix.MOST_BANDS + 1);
    assertThat(bands.stream().flatMap(band -> band.counts().stream()).mapToLong(c -> c).sum())
        .isEqualTo(5_001);
    assertThat(view.report(Span.HOUR).coverage().predictions()).isEqualTo(5_001);
  }

  @Test
  void shouldTellNoveltyAndTheShareOfUnknownImages() {
    view.take(prediction("a", "v1", "cat", 0.9, Optional.of(0.2), Optional.of(false)), MILLIS);
    view.take(prediction("b", "v1", "cat", 0.9, Optional.of(0.6), Optional.of(true)), MILLIS);
    predict("c", "v1", "cat", 0.9, MILLIS);

    Novelty.Point point = view.report(Span.HOUR).novelty().get(179);

    assertThat(point.mean().orElseThrow()).isCloseTo(0.4, within(1e-9));
    assertThat(point.unknown().orElseThrow().value()).isEqualTo(0.5);
  }

  @Test
  void shouldDrawInSwapsAndWhyRunsBeganAndHowTheyEnded() {
    view.take(announced("v1", NOW.minusSeconds(50)));
    view.take(
        new Reply.Done("auto-1", new Reply.Published("v2"), "v2 is better", NOW.minusSeconds(20)));
    view.take(
        new Command.Retrain(
            "auto-1", ScheduleValues.none(), Optional.of("20 new labels"), NOW.minusSeconds(30)));
    view.take(announced("v2", NOW.minusSeconds(20)));
    view.take(new ModelEvent.RolledBack("v2", Optional.of("worse live"), NOW.minusSeconds(10)));

    List<Turn> turns = view.report(Span.HOUR).turns();

    assertThat(turns)
        .extracting(Turn::kind)
        .containsExactly(Kind.SWAP, Kind.TRIGGER, Kind.SWAP, Kind.SWAP);
    assertThat(turns.get(1).reason()).contains("20 new labels");
    assertThat(turns.get(1).version()).contains("v2");
    assertThat(turns.get(1).outcome()).contains("v2 is better");
    assertThat(turns.get(3).before()).contains("v2");
    assertThat(turns.get(3).version()).contains("v1");
    assertThat(turns.get(3).reason()).contains("worse live");
  }

  @Test
  void shouldTellHowOftenSourcesAgree() {
    label("a", "cat", "ann");
    label("a", "cat", "bob");
    label("b", "dog", "ann");
    label("b", "cat", "bob");
    label("b", "dog", "bob");
    label("c", "dog", "ann");
    view.take(Retraction.of("a"), MILLIS);

    List<SourceFigures> sources = view.sources();

    assertThat(sources)
        .extracting(source -> source.source().orElse("-"), SourceFigures::labels)
        .containsExactly(tuple("ann", 3L), tuple("bob", 3L), tuple("-", 0L));
    assertThat(sources.get(0).agreement().orElseThrow())
        .extracting(Share::value, Share::of)
        .containsExactly(1.0, 1L);
    assertThat(sources.get(2).retractions()).isEqualTo(1);
  }

  @Test
  void shouldTellAccuracyByRandomImagesOfTheLastWeekAlone() {
    view.take(audit("a", NOW.minusSeconds(60)).closed("cat", NOW));
    view.take(audit("b", NOW.minusSeconds(60)));
    view.take(audit("old", NOW.minus(Audits.WINDOW)).closed("dog", NOW));

    Audits.Figures audits = view.report(Span.HOUR).audits();

    assertThat(audits.all().orElseThrow().accuracy()).isEqualTo(1.0);
    assertThat(audits.all().orElseThrow().drawn()).isEqualTo(2);
    assertThat(audits.byVersion()).containsOnlyKeys("v1");
  }

  private void predict(String id, String version, String label, double confidence, long millis) {
    view.take(
        prediction(id, version, label, confidence, Optional.empty(), Optional.empty()), millis);
  }

  private static Prediction prediction(
      String id,
      String version,
      String label,
      double confidence,
      Optional<Double> novelty,
      Optional<Boolean> unknown) {
    return new Prediction(
        id,
        new ImagePointer("images", 0, 0),
        version,
        label,
        confidence,
        Map.of(label, confidence),
        Optional.empty(),
        novelty,
        unknown,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  private void example(String id, String version, String answer, String truth, long millis) {
    view.take(
        new LabelledExample(id, new ImagePointer("images", 0, 0), truth, answer, 0.8, version, NOW),
        millis);
  }

  private void label(String id, String label, String source) {
    view.take(new Label(id, label, Optional.of(source), Optional.empty()), MILLIS);
  }

  private static ModelEvent announced(String version, Instant at) {
    return new ModelEvent.Announced(
        version,
        "here",
        "0".repeat(64),
        1,
        List.of("cat", "dog"),
        Optional.empty(),
        Optional.empty(),
        at);
  }

  private static LabelRequest audit(String id, Instant at) {
    return LabelRequest.of(
        prediction(id, "v1", "cat", 0.9, Optional.empty(), Optional.empty()),
        LabelRequest.AUDIT,
        0.5,
        Optional.of(0.5),
        at);
  }
}
