package io.afterimage.trainer.service;

import io.afterimage.config.Settings;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.registry.MemoryEventLog;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.DirectoryLineageStore;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ImageSpool;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.consensus.LabelRule;
import io.afterimage.trainer.control.CommandLedger;
import io.afterimage.trainer.refresh.RefreshTraining;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.ImageMemory;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.djl.OnnxFrozenGraphs;
import io.afterimage.training.djl.OnnxRowProducts;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.head.TwinSearch;
import io.afterimage.training.refresh.HeadRefresh;
import io.afterimage.training.suspects.NoisyLabelFitting;
import io.afterimage.training.suspects.SuspectHandling;
import io.afterimage.training.validation.PromotionGate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs over a buffer of black cats and white dogs, with what they leave behind. */
final class RetrainRig {

  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private static final BufferLimits LIMITS = new BufferLimits(1000, 1000, StableSplit.SERVICE);

  /** Where sources disagree, what is probable enough counts. */
  final ReplayBuffer buffer = new ReplayBuffer(LIMITS, ImageSpool.HEAP, LabelRule.SOURCES);

  final FakeTraining training = new FakeTraining();

  /** What judges models. */
  InferenceEngine engine = new FakeModels(0.9f);

  /** How the pipeline decides on its answers. */
  DecisionRule decisions = DecisionRule.NONE;

  /** The training size. */
  InputSpec input = FakeModels.INPUT;

  /** From which on images are near twins; by default none are looked for. */
  double twinCosine;

  final List<Reply.Progress> progress = new ArrayList<>();
  final MemoryEventLog log = new MemoryEventLog();

  /** Knows of the runs that a test tells it of. */
  final CommandLedger ledger = new CommandLedger();

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Versions versions;

  /** Lenient, since there are few images and the same ones answer run after run. */
  PromotionGate gate = PromotionGate.read(new Settings(Map.of("gate.margin", "0.3")));

  private final GateMetrics gateMetrics = new GateMetrics(meters, gate);
  private final Path folder;

  /** With 200 images to learn from. */
  RetrainRig(Path folder) {
    this(folder, PublishingRules.DEFAULT);
  }

  /** The same, with topics that take other records. */
  RetrainRig(Path folder, PublishingRules rules) {
    this(folder, rules, RolloutConfig.OFF);
  }

  /** The same, with versions that are tried on live images first. */
  RetrainRig(Path folder, PublishingRules rules, RolloutConfig rollout) {
    this.folder = folder;
    DirectoryModelStore store = new DirectoryModelStore(folder.resolve("store"));
    this.versions =
        new Versions(
            new ModelPublisher(store, log, rules, CLOCK), store, Optional.empty(), rollout);
    fill(0, 200);
  }

  void fill(int from, int to) {
    for (int i = from; i < to; i++) {
      boolean cat = i % 2 == 0;
      put("picture-" + i, cat ? "cat" : "dog", cat ? 0 : 0xffffff);
    }
  }

  void put(String id, String label, int colour) {
    put(id, label, colour, buffer.splitFor(id, label, Optional.empty()), Instant.EPOCH);
  }

  void put(String id, String label, int colour, Split split, Instant labelledAt) {
    buffer.put(
        new Example(
            id,
            label,
            split,
            labelledAt,
            new ImagePointer("images", 0, 0),
            PngImages.ofColour(8, colour)));
  }

  RetrainRun retrain() {
    ImageSets sets =
        new ImageSets(new ImageDecoder(ImageLimits.DEFAULT), input, 10, 1, ImageMemory.ofMachine());
    KnownLineages lineages = new KnownLineages(new DirectoryLineageStore(folder.resolve("models")));
    Examination examination = new Examination(engine, sets, decisions, gate, gateMetrics);
    return new RetrainRun(
        buffer,
        new CandidateMaker(sets, training, refreshing(), examination, versions, CLOCK),
        examination,
        new CandidateFolder(folder.resolve("candidates")),
        new RunFolder(folder.resolve("runs")),
        versions,
        lineages,
        new Opponents(
            versions,
            lineages,
            version -> ledger.rivals(version, versions.successors(version)),
            example -> false),
        ledger::run,
        new LabelMetrics(meters),
        CLOCK);
  }

  /** Only tests of refreshes use it, and they bring versions that can be refreshed. */
  private RefreshTraining refreshing() {
    OnnxRuntimeEngine engine = new OnnxRuntimeEngine(new Device.Cpu());
    return new RefreshTraining(
        new PretrainedBase(
            KnownBackbone.MOBILENETV2.shippedTable(), KnownBackbone.MOBILENETV2.shippedWeights()),
        new OnnxFrozenGraphs(engine),
        new HeadRefresh(
            new NoisyLabelFitting(new HeadFitting(new OnnxSoftmaxEngine()), SuspectHandling.DROP),
            ClassWeighting.OFF,
            true,
            CLOCK),
        new TwinSearch(new OnnxRowProducts(), twinCosine),
        new Resources(1, 0),
        new ImageDecoder(ImageLimits.DEFAULT),
        folder.resolve("features"));
  }

  /** A command of this id to retrain as configured. */
  static Command.Retrain command(String id) {
    return new Command.Retrain(id, ScheduleValues.none(), Optional.empty(), Instant.EPOCH);
  }

  Reply run(String id) {
    return run(command(id));
  }

  Reply run(Command.Retrain command) {
    return end(command).reply();
  }

  /** The same, with what is known of the candidate. */
  RunResult end(Command.Retrain command) {
    return retrain().run(command, false, progress::add, () -> false);
  }

  /** Runs and tells the ledger what is active afterwards, as the desk does. */
  Reply.Done runAndTell(String id) {
    Reply.Done done = (Reply.Done) run(id);
    Reply.Done told =
        new Reply.Done(
            id,
            done.outcome(),
            done.text(),
            log.registry().active().map(Announced::modelVersion),
            done.runFingerprint(),
            done.at());
    ledger.observe(told);
    return told;
  }

  Reply resume(String id) {
    return retrain().run(command(id), true, progress::add, () -> false).reply();
  }

  static Reply.Outcome outcome(Reply reply) {
    return ((Reply.Done) reply).outcome();
  }
}
