package io.afterimage.trainer.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.trainer.consensus.LabelRule;
import io.afterimage.trainer.consensus.Opinion;
import io.afterimage.trainer.consensus.SourceReliability;
import io.afterimage.training.dataset.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConsensusTest {

  private static final List<String> LABELS = List.of("cat", "dog", "fox", "owl");

  /** Labelled by each of these sources in turn. */
  private static Example example(String id, String... sourcesAndLabels) {
    Example example =
        new Example(
                id,
                sourcesAndLabels[1],
                Split.TRAIN,
                Instant.EPOCH,
                new ImagePointer("images", 0, 1),
                new byte[0])
            .with(Optional.empty(), Optional.of(sourcesAndLabels[0]));
    for (int i = 2; i < sourcesAndLabels.length; i += 2) {
      Instant at = Instant.EPOCH.plusSeconds(i);
      Optional<String> by = Optional.of(sourcesAndLabels[i]);
      String label = sourcesAndLabels[i + 1];
      example = example.hearing(by, label, at).relabelled(label, at, by);
    }
    return example;
  }

  private static Opinion opinion(String source, String label) {
    return new Opinion(Optional.of(source), label, Instant.EPOCH);
  }

  @Test
  void shouldLetTheNewestLabelWinByDefault() {
    List<Example> examples = List.of(example("a", "ann", "cat", "ben", "dog"));

    Consensus newest = Consensus.of(examples, LabelRule.NEWEST);

    assertThat(newest.disputed()).isEmpty();
    assertThat(newest.examples().get(0).label()).isEqualTo("dog");
  }

  @Test
  void shouldHoldBackWhatTwoEqualSourcesDisagreeAbout() {
    Consensus consensus =
        Consensus.of(
            List.of(example("a", "ann", "cat", "ben", "dog"), example("b", "ann", "dog")),
            LabelRule.SOURCES);

    assertThat(consensus.disputed())
        .singleElement()
        .satisfies(
            dispute -> {
              assertThat(dispute.example().id()).isEqualTo("a");
              assertThat(dispute.probability()).isEqualTo(0.5);
            });
    assertThat(consensus.examples()).extracting(Example::id).containsExactly("b");
  }

  @Test
  void shouldLetTheMajorityOfEqualSourcesWin() {
    Consensus consensus =
        Consensus.of(
            List.of(
                example("a", "ann", "cat", "ben", "cat", "cleo", "dog"),
                example("b", "ann", "dog")),
            LabelRule.SOURCES);

    assertThat(consensus.examples().get(0).label()).isEqualTo("cat");
  }

  @Test
  void shouldTakeASecondLabelOfOneSourceForACorrection() {
    Consensus consensus =
        Consensus.of(
            List.of(example("a", "ann", "cat", "ann", "dog"), example("b", "ann", "cat")),
            LabelRule.SOURCES);

    assertThat(consensus.disputed()).isEmpty();
    assertThat(consensus.examples().get(0).label()).isEqualTo("dog");
  }

  /** Three of four sources of known accuracy label each of 500 images, in 20 draws. */
  @Test
  void shouldFindHowReliableSourcesAreAndBeatTheMajority() {
    Draws draws = new Draws();
    for (int seed = 1; seed <= 20; seed++) {
      draws.draw(seed);
    }

    assertThat(draws.meanError()).as("of the accuracies: %s", draws).isLessThan(0.025);
    assertThat(draws.largestError).isLessThan(0.1);
    assertThat(Draws.share(draws.right, draws.agreed)).as("by consensus").isGreaterThan(0.975);
    assertThat(Draws.share(draws.byMajority, draws.images)).as("by majority").isLessThan(0.95);
    assertThat(Draws.share(draws.newest, draws.images)).as("newest").isLessThan(0.8);
    assertThat(Draws.share(draws.images - draws.agreed, draws.images)).isLessThan(0.1);
  }

  /** What consensus makes of simulated sources. */
  private static final class Draws {

    private static final double[] ACCURACY = {0.97, 0.9, 0.75, 0.5};

    private int images;
    private int agreed;
    private int right;
    private int byMajority;
    private int newest;
    private double errors;
    private double largestError;
    private int sources;

    private void draw(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Example> examples = new ArrayList<>();
      Map<String, String> truth = new HashMap<>();
      for (int image = 0; image < 500; image++) {
        String id = "image-" + image;
        truth.put(id, LABELS.get(random.nextInt(4)));
        examples.add(labelled(id, truth.get(id), random));
      }
      examples.forEach(example -> count(example, truth.get(example.id())));
      SourceReliability found = Consensus.sources(examples);
      for (int source = 0; source < ACCURACY.length; source++) {
        double error = Math.abs(found.of("source-" + source) - ACCURACY[source]);
        errors += error;
        largestError = Math.max(largestError, error);
        sources++;
      }
      for (Example example : Consensus.of(examples, LabelRule.SOURCES).examples()) {
        agreed++;
        right += example.label().equals(truth.get(example.id())) ? 1 : 0;
      }
    }

    private static Example labelled(String id, String right, SplittableRandom random) {
      int silent = random.nextInt(ACCURACY.length);
      List<String> said = new ArrayList<>();
      for (int source = 0; source < ACCURACY.length; source++) {
        String other = LABELS.get((LABELS.indexOf(right) + 1 + random.nextInt(3)) % 4);
        String label = random.nextDouble() < ACCURACY[source] ? right : other;
        if (source != silent) {
          said.add("source-" + source);
          said.add(label);
        }
      }
      return example(id, said.toArray(String[]::new));
    }

    private void count(Example example, String truth) {
      images++;
      newest += example.label().equals(truth) ? 1 : 0;
      long agreeing = example.opinions().stream().filter(one -> one.label().equals(truth)).count();
      byMajority += agreeing >= 2 ? 1 : 0;
    }

    private double meanError() {
      return errors / sources;
    }

    private static double share(int some, int all) {
      return some / (double) all;
    }

    @Override
    public String toString() {
      return "right %d of %d agreed, majority %d, newest %d of %d, error %.4f, largest %.3f"
          .formatted(right, agreed, byMajority, newest, images, meanError(), largestError);
    }
  }

  @Test
  void shouldBelieveOneReliableSourceMoreThanTwoThatAreOftenWrong() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String right = LABELS.get(i % 2);
      String wrong = LABELS.get(1 - i % 2);
      String poor = i % 5 < 3 ? right : wrong;
      examples.add(example("known-" + i, "ann", right, "ben", right, "cleo", poor, "dan", wrong));
    }
    examples.add(example("asked", "ann", "cat", "cleo", "dog", "dan", "dog"));

    Consensus consensus = Consensus.of(examples, LabelRule.SOURCES);

    assertThat(consensus.examples())
        .filteredOn(example -> example.id().equals("asked"))
        .extracting(Example::label)
        .containsExactly("cat");
  }

  @Test
  void shouldRememberTheLastOfVeryManySources() {
    Example example = example("a", "source-0", "cat");
    for (int i = 1; i < 100; i++) {
      example = example.hearing(Optional.of("source-" + i), "cat", Instant.EPOCH);
    }

    assertThat(example.opinions()).hasSize(Example.MOST_OPINIONS);
    assertThat(example.opinions().get(Example.MOST_OPINIONS - 1).sourceName())
        .isEqualTo("source-99");
  }

  @Test
  void shouldRenameAClassInWhatSourcesSaid() {
    Example renamed = example("a", "ann", "catz", "ben", "catz").renamed("cat");

    assertThat(renamed.label()).isEqualTo("cat");
    assertThat(renamed.opinions()).extracting(Opinion::label).containsExactly("cat", "cat");
  }

  @Test
  void shouldBelieveASourceThatHasHardlySaidAnythingAsMuchAsIsUsual() {
    SourceReliability sources =
        SourceReliability.of(List.of(List.of(opinion("ann", "cat"), opinion("ben", "dog"))), 2);

    assertThat(sources.accuracy().get("ann")).isEqualTo(sources.accuracy().get("ben"));
    assertThat(sources.accuracy().get("ann")).isBetween(0.7, 0.85);
  }
}
