package io.afterimage.trainer.service;

import static io.afterimage.trainer.service.RetrainRig.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Reply;
import io.afterimage.trainer.buffer.Example;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run does that a trainer had begun before it stopped. */
class ResumedRetrainRunTest {

  private RetrainRig rig;

  @BeforeEach
  void fill(@TempDir Path folder) {
    rig = new RetrainRig(folder);
  }

  @Test
  void shouldPublishTheFinishedCandidateOfARunThatIsResumed() {
    rig.retrain().candidates().keep("a", FakeModels.model(FakeModels.RIGHT, 1));

    assertThat(outcome(rig.resume("a")))
        .isEqualTo(new Reply.Published("v1", Optional.of(1.0), Optional.empty()));
    assertThat(outcome(rig.resume("a"))).isEqualTo(new Reply.Published("v1"));

    assertThat(rig.training.runs).isZero();
    assertThat(rig.log.registry().history()).hasSize(1);
  }

  @Test
  void shouldTrainAnewWhenTheFinishedCandidateIsNotHere() {
    assertThat(outcome(rig.resume("a")))
        .isEqualTo(new Reply.Published("v1", Optional.of(1.0), Optional.empty()));
    assertThat(rig.training.runs).isEqualTo(1);
  }

  @Test
  void shouldResumeWithTheExamplesThatTheRunBeganWith() {
    rig.retrain().runs().begin("a", rig.buffer.snapshot());
    rig.fill(200, 300);

    rig.resume("a");

    assertThat(rig.training.learnedFrom).isEqualTo(200);
    assertThat(rig.retrain().runs().examples("a", rig.buffer.snapshot()))
        .as("to be resumed once more")
        .hasValueSatisfying(examples -> assertThat(examples).hasSize(200));
  }

  @Test
  void shouldResumeWithWhatThereIsWhenTheRunBeganElsewhere() {
    rig.retrain().runs().begin("b", rig.buffer.snapshot());
    rig.fill(200, 300);

    rig.resume("a");

    assertThat(rig.training.learnedFrom).isEqualTo(300);
  }

  @Test
  void shouldNotLetGoOfARunThatIsCancelledBeforeItWentOn() {
    List<Example> examples = rig.buffer.snapshot();
    rig.retrain().runs().begin("a", examples);
    rig.buffer.clear();

    assertThat(
            rig.retrain().run(RetrainRig.command("a"), true, rig.progress::add, () -> true).reply())
        .isInstanceOf(Reply.Failed.class);

    assertThat(rig.retrain().runs().examples("a", examples)).isPresent();
  }
}
