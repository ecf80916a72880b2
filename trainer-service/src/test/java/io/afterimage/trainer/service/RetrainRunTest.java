package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.events.Command;
import io.afterimage.events.ModelEvent;
import io.afterimage.events.PicturePointer;
import io.afterimage.events.Reply;
import io.afterimage.events.ScheduleOverrides;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.TrainingReport;
import io.afterimage.model.picture.PictureDecoder;
import io.afterimage.model.picture.PictureLimits;
import io.afterimage.model.registry.ModelEventLog;
import io.afterimage.model.registry.ModelPublisher;
import io.afterimage.model.registry.ModelRegistry;
import io.afterimage.model.store.DirectoryModelStore;
import io.afterimage.trainer.PngPictures;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.dataset.DecodedPicture;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.dataset.StableSplit;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.training.Checkpoints;
import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.HeldOutLogits;
import io.afterimage.trainer.training.Phase;
import io.afterimage.trainer.training.PhaseResult;
import io.afterimage.trainer.training.ScheduleConfig;
import io.afterimage.trainer.training.Score;
import io.afterimage.trainer.training.TrainingListener;
import io.afterimage.trainer.training.TrainingResult;
import io.afterimage.trainer.validation.PromotionGate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cats are black, dogs are white; a model that draws the line in between is right. */
class RetrainRunTest {

  private static final int RIGHT = 128;
  private static final int ALL_DOGS = 0;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TempDir Path folder;

  private final ReplayBuffer buffer =
      new ReplayBuffer(new BufferLimits(1000, 1000, StableSplit.SERVICE));
  private final FakeTraining training = new FakeTraining();
  private final List<Reply.Progress> progress = new ArrayList<>();
  private final MemoryLog log = new MemoryLog();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final GateMetrics gateMetrics = new GateMetrics(meters);
  private Versions versions;

  private static final class FakeTraining implements CandidateTraining {

    private ModelArtifact candidate = FakeModels.model(RIGHT, 1);
    private int runs;
    private int learnedFrom;
    private double sure = 0.9;

    @Override
    public int epochs(ScheduleOverrides overrides) {
      return 1;
    }

    @Override
    public TrainingResult run(
        TrainingSet pictures,
        ScheduleOverrides overrides,
        Supplier<Optional<ModelArtifact>> current,
        Checkpoints checkpoints,
        TrainingListener listener,
        BooleanSupplier cancelled) {
      runs++;
      learnedFrom = Stream.of(Split.values()).mapToInt(split -> pictures.of(split).size()).sum();
      EpochResult epoch =
          new EpochResult(Phase.FINE_TUNE, 0, new Score(0.5, 0.7), new Score(0.4, 0.8), 2, 50);
      listener.epochFinished(epoch);
      PhaseResult phase =
          new PhaseResult(
              new Score(1, 0.5),
              List.of(epoch),
              0,
              Optional.empty(),
              new HeldOutLogits(
                  logits(pictures.of(Split.VALIDATION)), logits(pictures.of(Split.TEST))));
      return new TrainingResult(candidate, List.of(phase), 0, ScheduleConfig.DEFAULT);
    }

    /** As {@link FakeModels} answers from the candidate's file. */
    private float[][] logits(List<DecodedPicture> pictures) {
      float logit = (float) Math.log(sure / (1 - sure));
      int limit = candidate.onnx()[0] & 0xff;
      return pictures.stream()
          .map(picture -> new float[] {(picture.rgb()[0] & 0xff) < limit ? -logit : logit})
          .toArray(float[][]::new);
    }
  }

  private static final class MemoryLog implements ModelEventLog {

    private ModelRegistry registry = ModelRegistry.empty();

    @Override
    public ModelRegistry registry() {
      return registry;
    }

    @Override
    public void append(ModelEvent event) {
      registry = registry.apply(event);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void fill() {
    fill(0, 200);
    versions =
        new Versions(
            new ModelPublisher(new DirectoryModelStore(folder.resolve("store")), log, CLOCK),
            new DirectoryModelStore(folder.resolve("store")));
  }

  private void fill(int from, int to) {
    for (int i = from; i < to; i++) {
      String id = "picture-" + i;
      boolean cat = i % 2 == 0;
      put(id, cat ? "cat" : "dog", cat ? 0 : 0xffffff);
    }
  }

  private void put(String id, String label, int colour) {
    buffer.put(
        new Example(
            id,
            label,
            buffer.splitOf(id),
            Instant.EPOCH,
            new PicturePointer("images", 0, 0),
            PngPictures.ofColour(8, colour)));
  }

  private RetrainRun retrain() {
    PictureSets sets =
        new PictureSets(new PictureDecoder(PictureLimits.DEFAULT), FakeModels.INPUT, 10, 1);
    Examination examination =
        new Examination(new FakeModels(0.9f), sets, PromotionGate.DEFAULT, gateMetrics);
    return new RetrainRun(
        buffer,
        sets,
        training,
        examination,
        new CandidateFolder(folder.resolve("candidates")),
        new RunFolder(folder.resolve("runs")),
        versions,
        CLOCK);
  }

  private Reply run(String id, boolean resumed) {
    Command.Retrain command =
        new Command.Retrain(id, ScheduleOverrides.none(), Optional.empty(), Instant.EPOCH);
    return retrain().run(command, resumed, progress::add, () -> false);
  }

  private static Reply.Outcome outcome(Reply reply) {
    return ((Reply.Done) reply).outcome();
  }

  @Test
  void shouldPublishACandidateThatPassesAndTellItsProgress() {
    assertThat(outcome(run("a", false)))
        .isEqualTo(new Reply.Published("v1", Optional.of(1.0), Optional.empty()));

    assertThat(log.registry().active().orElseThrow().modelVersion()).isEqualTo("v1");
    assertThat(progress)
        .containsExactly(
            new Reply.Progress(
                "a",
                "fine-tune",
                1,
                1,
                0.5,
                0.7,
                Optional.of(0.8),
                Optional.of(0.0),
                Instant.EPOCH));
  }

  @Test
  void shouldRejectACandidateThatIsWorseAndKeepItForAPerson() {
    run("a", false);
    double dogs = share("dog");
    training.candidate = FakeModels.model(ALL_DOGS, 0.5);

    Reply reply = run("b", false);

    assertThat(outcome(reply)).isEqualTo(new Reply.Rejected(dogs, Optional.of(1.0)));
    assertThat(((Reply.Done) reply).text())
        .contains("class cat has recall 0.0000", "below the active version's 1.0000");
    assertThat(log.registry().history()).hasSize(1);
    assertThat(retrain().candidates().find("b")).isPresent();
    assertThat(meters.get("afterimage.gate.accuracy").tag("model", "candidate").gauge().value())
        .isEqualTo(dogs);
  }

  @Test
  void shouldRefuseAFileThatAnswersOtherwiseThanTheTrainingEngine() {
    training.sure = 0.9002;

    assertThat(run("a", false))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.reason()).contains("not what was trained"));
    assertThat(log.registry().history()).isEmpty();
  }

  @Test
  void shouldPublishWithAReportOnTheHeldOutPictures() {
    run("a", false);

    TrainingReport report = versions.active().orElseThrow().manifest().report().orElseThrow();
    assertThat(report.curve())
        .containsExactly(new TrainingReport.Epoch("fine_tune", 0, 0.5, 0.7, 0.4, 0.8, 2, true));
    assertThat(report.heldOut().accuracy()).isEqualTo(1);
    assertThat(report.heldOut().accuracyLow()).isBetween(0.9, 0.99);
    assertThat(report.heldOut().recall()).containsExactly(entry("cat", 1.0), entry("dog", 1.0));
    assertThat(report.heldOut().calibrationError()).isCloseTo(0.1, within(1e-6));
    assertThat(report.heldOut().confusion().get(0).get(1)).isZero();
  }

  @Test
  void shouldNameTheClassesThatAreTooSmallToBeLearned() {
    put("fox-1", "fox", 0xff0000);

    Reply reply = run("a", false);

    assertThat(((Reply.Done) reply).text())
        .endsWith("left out with fewer than 10 pictures: {fox=1}");
    assertThat(training.learnedFrom).isEqualTo(200);
  }

  @Test
  void shouldPublishTheFinishedCandidateOfARunThatIsResumed() {
    retrain().candidates().keep("a", FakeModels.model(RIGHT, 1));

    assertThat(outcome(run("a", true)))
        .isEqualTo(new Reply.Published("v1", Optional.of(1.0), Optional.empty()));
    assertThat(outcome(run("a", true))).isEqualTo(new Reply.Published("v1"));

    assertThat(training.runs).isZero();
    assertThat(log.registry().history()).hasSize(1);
  }

  @Test
  void shouldTrainAnewWhenTheFinishedCandidateIsNotHere() {
    assertThat(outcome(run("a", true)))
        .isEqualTo(new Reply.Published("v1", Optional.of(1.0), Optional.empty()));
    assertThat(training.runs).isEqualTo(1);
  }

  @Test
  void shouldResumeWithTheExamplesThatTheRunBeganWith() {
    retrain().runs().begin("a", buffer.snapshot());
    fill(200, 300);

    run("a", true);

    assertThat(training.learnedFrom).isEqualTo(200);
  }

  @Test
  void shouldResumeWithWhatThereIsWhenTheRunBeganElsewhere() {
    retrain().runs().begin("b", buffer.snapshot());
    fill(200, 300);

    run("a", true);

    assertThat(training.learnedFrom).isEqualTo(300);
  }

  @Test
  void shouldNotLetGoOfARunThatIsCancelledBeforeItWentOn() {
    List<Example> examples = buffer.snapshot();
    retrain().runs().begin("a", examples);
    buffer.clear();
    Command.Retrain command =
        new Command.Retrain("a", ScheduleOverrides.none(), Optional.empty(), Instant.EPOCH);

    assertThat(retrain().run(command, true, progress::add, () -> true))
        .isInstanceOf(Reply.Failed.class);

    assertThat(retrain().runs().examples("a", examples)).isPresent();
  }

  @Test
  void shouldNotPublishTheSameModelTwice() {
    run("a", false);

    assertThat(outcome(run("b", false))).isEqualTo(new Reply.Completed());
    assertThat(log.registry().history()).hasSize(1);
  }

  @Test
  void shouldSayWhatIsMissingToTrainWith() {
    buffer.clear();

    assertThat(run("a", false))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.reason()).contains("the replay buffer has no pictures"));
  }

  private double share(String label) {
    return share(label, List.of("VALIDATION", "TEST"));
  }

  private double share(String label, List<String> splits) {
    List<Example> held =
        buffer.snapshot().stream().filter(e -> splits.contains(e.split().name())).toList();
    return (double) held.stream().filter(e -> e.label().equals(label)).count() / held.size();
  }
}
