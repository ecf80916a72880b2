package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.Lineage;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.dataset.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Two hundred images, the first ten of which the active version has learned. */
class EvidenceTest {

  private static final int ALL = 200;
  private static final int LEARNED = 10;

  private final List<Example> examples = new ArrayList<>();
  private Map<String, float[]> outOfFold = Map.of();
  private Predicate<Example> hard = example -> false;

  EvidenceTest() {
    for (int i = 0; i < ALL; i++) {
      examples.add(
          new Example(
              "i" + i,
              i % 2 == 0 ? "cat" : "dog",
              Split.TEST,
              Instant.EPOCH.plusSeconds(i),
              new ImagePointer("images", 0, i),
              new byte[0]));
    }
  }

  private static Set<String> ids(int from, int to) {
    Set<String> ids = new HashSet<>();
    for (int i = from; i < to; i++) {
      ids.add("i" + i);
    }
    return ids;
  }

  private Examinee model(String name, Set<String> learned, Set<String> alike) {
    Lineage lineage = new Lineage(Map.of(Lineage.TRAIN, List.copyOf(learned)));
    return new Examinee(
        name,
        FakeModels.model(FakeModels.RIGHT, 1),
        Learned.of(Optional.of(lineage), examples),
        alike,
        outOfFold,
        Map.of());
  }

  private Evidence against(Set<String> alikeToCandidate, Set<String> alikeToActive, int window) {
    return Evidence.of(
        model("candidate", Set.of(), alikeToCandidate),
        Optional.of(model("v1", ids(0, LEARNED), alikeToActive)),
        examples,
        hard,
        window);
  }

  @Test
  void shouldTakeTheNewestThatNeitherHasLearned() {
    Evidence evidence = against(Set.of(), Set.of(), 50);

    assertThat(evidence.images()).extracting(Example::id).hasSize(50).startsWith("i199", "i198");
    assertThat(evidence.note()).isEmpty();
    assertThat(against(Set.of(), Set.of(), Integer.MAX_VALUE).images()).hasSize(ALL - LEARNED);
  }

  @Test
  void shouldNotCountTwinsOfWhatEitherHasLearned() {
    Evidence evidence = against(ids(150, 170), ids(160, 180), 500);

    assertThat(evidence.images())
        .extracting(Example::id)
        .hasSize(ALL - LEARNED - 30)
        .doesNotContainAnyElementsOf(ids(150, 180));
    assertThat(evidence.note())
        .contains("30 images with a near twin among those learned do not count");
  }

  @Test
  void shouldNotCountWhatWasAskedForAsHardWhileThereAreEnoughOthers() {
    hard = example -> ids(150, 190).contains(example.id());
    Evidence evidence = against(ids(140, 145), Set.of(), 500);

    assertThat(evidence.images())
        .extracting(Example::id)
        .hasSize(ALL - LEARNED - 45)
        .doesNotContainAnyElementsOf(ids(150, 190));
    assertThat(evidence.note())
        .contains(
            "5 images with a near twin among those learned do not count; 40 images that were asked"
                + " for since a version was unsure of them do not count");
  }

  @Test
  void shouldSayThatHardImagesCountWhereThereAreFewOthers() {
    hard = example -> ids(100, ALL).contains(example.id());

    Evidence evidence = against(Set.of(), Set.of(), 500);

    assertThat(evidence.images()).hasSize(ALL - LEARNED);
    assertThat(evidence.note())
        .contains(
            "100 of 190 images were asked for since a version was unsure of them, and count since"
                + " there are few others");
  }

  /** A pipeline whose images are all alike is judged by them, but not by what flatters. */
  @Test
  void shouldCountTwinsThatGiveTheCandidateNoAdvantageWhereFewOthersAreLeft() {
    Evidence evidence = against(ids(10, 150), ids(60, 200), 500);

    assertThat(evidence.images())
        .extracting(Example::id)
        .containsExactlyInAnyOrderElementsOf(ids(60, 200));
    assertThat(evidence.note())
        .contains(
            "few images have no near twin among those learned: 0, so 140 count that version v1"
                + " knows a twin of, and 50 do not that only the candidate does");
  }

  @Test
  void shouldCallAFirstCandidatesFigureOptimisticWhereItKnowsTwinsOfAllImages() {
    Evidence evidence =
        Evidence.of(
            model("candidate", Set.of(), ids(0, 180)), Optional.empty(), examples, hard, 500);

    assertThat(evidence.images()).hasSize(ALL);
    assertThat(evidence.note().orElseThrow())
        .startsWith("optimistic: 180 of 200 images have a near twin");
  }

  @Test
  void shouldCountWhatWasAnsweredByFoldsThatHadNotLearnedIt() {
    outOfFold = Map.of("i150", new float[] {1, 0});
    Examinee candidate = model("candidate", ids(100, ALL), Set.of());
    outOfFold = Map.of();

    Evidence evidence =
        Evidence.of(
            candidate, Optional.of(model("v1", ids(0, LEARNED), Set.of())), examples, hard, 500);

    assertThat(evidence.images()).hasSize(91).extracting(Example::id).startsWith("i150", "i99");
  }
}
