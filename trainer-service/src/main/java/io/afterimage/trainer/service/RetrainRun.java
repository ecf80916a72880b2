package io.afterimage.trainer.service;

import io.afterimage.events.Command;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.events.ModelEvent.Gate;
import io.afterimage.events.Reply;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.registry.ModelChangeRefusedException;
import io.afterimage.model.registry.Provenance;
import io.afterimage.model.registry.VersionHistory;
import io.afterimage.model.store.Lineage;
import io.afterimage.model.store.LineageStore;
import io.afterimage.model.store.StoreUnavailableException;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.DatasetException;
import io.afterimage.trainer.dataset.DecodedPicture;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.training.TrainingResult;
import io.afterimage.trainer.validation.Evaluation;
import io.afterimage.trainer.validation.ExportParity.BrokenExportException;
import io.afterimage.trainer.validation.Verdict;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a command to a version, or to the reason why there is none: trains a candidate, makes sure
 * of its file, has it judged, and publishes it. A resumed run that began on this replica goes on
 * from its candidate, if that was finished, or after its last finished epoch, with the examples
 * that it began with. Otherwise it begins anew.
 *
 * @param buffer what to learn from
 * @param sets decodes it
 * @param training makes the candidate
 * @param examination judges it
 * @param candidates keeps it
 * @param runs keeps what a run needs to be resumed
 * @param versions publishes it
 * @param lineages keeps which examples it was made with
 */
record RetrainRun(
    ReplayBuffer buffer,
    PictureSets sets,
    CandidateTraining training,
    Examination examination,
    CandidateFolder candidates,
    RunFolder runs,
    Versions versions,
    LineageStore lineages,
    InstantSource clock) {

  private static final Logger log = LoggerFactory.getLogger(RetrainRun.class);
  private static final String CANCELLED = "it was cancelled";

  /**
   * Runs on the calling thread.
   *
   * @param progress hears of each epoch
   * @return what to reply: done or failed
   * @throws io.afterimage.model.store.PublisherFencedException when another trainer has taken over
   */
  Reply run(
      Command.Retrain command,
      boolean resumed,
      Consumer<Reply.Progress> progress,
      BooleanSupplier cancelled) {
    String id = command.commandId();
    if (cancelled.getAsBoolean()) {
      return failed(id, CANCELLED);
    }
    try {
      Optional<ModelArtifact> finished = resumed ? candidates.find(id) : Optional.empty();
      List<Example> examples = examples(id, resumed);
      Dataset dataset = sets.dataset(examples);
      ModelArtifact candidate =
          finished.isPresent() ? finished.get() : train(command, dataset, progress, cancelled);
      return named(dataset, conclude(command, candidate, examples, resumed, cancelled));
    } catch (CancellationException e) {
      return failed(id, CANCELLED);
    } catch (DatasetException
        | BrokenExportException
        | ModelChangeRefusedException
        | StoreUnavailableException
        | IllegalArgumentException e) {
      log.atWarn().setCause(e).addKeyValue("run", id).log("run failed");
      return failed(id, e.getMessage());
    }
  }

  private List<Example> examples(String id, boolean resumed) {
    List<Example> now = buffer.snapshot();
    Optional<List<Example>> before = resumed ? runs.examples(id, now) : Optional.empty();
    if (before.isEmpty()) {
      runs.begin(id, now);
    }
    if (resumed) {
      log.atInfo()
          .addKeyValue("run", id)
          .addKeyValue("examples", before.isPresent() ? "as it began" : "as they are now")
          .log("run resumed");
    }
    return before.orElse(now);
  }

  private ModelArtifact train(
      Command.Retrain command,
      Dataset dataset,
      Consumer<Reply.Progress> progress,
      BooleanSupplier cancelled) {
    String id = command.commandId();
    log.atInfo()
        .addKeyValue("run", id)
        .addKeyValue("pictures", dataset.sizes())
        .addKeyValue("labels", dataset.labels())
        .addKeyValue("leftOut", dataset.leftOut())
        .log("training begins");
    int epochs = training.epochs(command.overrides());
    TrainingSet pictures = sets.trainingSet(dataset, cancelled);
    TrainingResult trained =
        training.run(
            pictures,
            command.overrides(),
            versions::active,
            runs.checkpoints(id),
            new ProgressReplies(id, epochs, progress, clock),
            cancelled);
    ModelArtifact candidate = examination.requireFaithful(trained, pictures);
    lineages.put(candidate.manifest().sha256(), lineage(pictures));
    candidates.keep(id, candidate);
    return candidate;
  }

  private static Lineage lineage(TrainingSet pictures) {
    Map<String, List<String>> ids = new TreeMap<>();
    for (Split split : Split.values()) {
      ids.put(
          split.name().toLowerCase(Locale.ROOT),
          pictures.of(split).stream().map(DecodedPicture::id).toList());
    }
    return new Lineage(ids);
  }

  /** With the classes that are too small to be learned, so that nobody wonders where they are. */
  private Reply named(Dataset dataset, Reply reply) {
    if (dataset.leftOut().isEmpty() || !(reply instanceof Reply.Done done)) {
      return reply;
    }
    return done(
        done.commandId(),
        done.outcome(),
        "%s; left out with fewer than %d pictures: %s"
            .formatted(done.text(), sets.minimumPerClass(), new TreeMap<>(dataset.leftOut())));
  }

  private Reply conclude(
      Command.Retrain command,
      ModelArtifact candidate,
      List<Example> examples,
      boolean resumed,
      BooleanSupplier cancelled) {
    String id = command.commandId();
    Optional<Announced> same = versions.published(candidate);
    if (same.isPresent()) {
      String version = same.get().modelVersion();
      return resumed
          ? done(id, new Reply.Published(version), "published as " + version)
          : done(
              id,
              new Reply.Completed(),
              "the candidate is version %s, byte for byte: there is nothing to publish"
                  .formatted(version));
    }
    Verdict verdict = examination.judge(candidate, versions.active(), examples);
    Optional<VersionHistory> withdrawn =
        versions.withdrawnTwin(candidate, AutomaticRuns.isOwn(command));
    if (withdrawn.isPresent()) {
      return rejected(id, verdict, "it is %s".formatted(likeness(candidate, withdrawn.get())));
    }
    if (verdict instanceof Verdict.Rejected rejected) {
      return rejected(id, verdict, String.join("; ", rejected.reasons()));
    }
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled before it was published");
    }
    Announced announced =
        versions.publish(
            candidate,
            new Provenance(
                Optional.of(gate(verdict)), Optional.of("trainer, run " + id), command.reason()));
    return done(
        id,
        new Reply.Published(
            announced.modelVersion(),
            Optional.of(verdict.candidate().accuracy()),
            verdict.active().map(Evaluation::accuracy)),
        "published as %s, %s".formatted(announced.modelVersion(), scores(verdict)));
  }

  private Reply rejected(String id, Verdict verdict, String why) {
    return done(
        id,
        new Reply.Rejected(
            verdict.candidate().accuracy(), verdict.active().map(Evaluation::accuracy)),
        "rejected, %s: %s".formatted(scores(verdict), why));
  }

  /** In what way a candidate is a version that was withdrawn, and what a person can do. */
  private static String likeness(ModelArtifact candidate, VersionHistory withdrawn) {
    boolean sameFile = withdrawn.announced().sha256().equals(candidate.manifest().sha256());
    return "%s%s; 'afterimage models restore %s' brings that back, and more labels make another"
        .formatted(
            sameFile ? "" : "trained from the same examples as ",
            Versions.inWords(withdrawn),
            withdrawn.version());
  }

  private static Gate gate(Verdict verdict) {
    Evaluation candidate = verdict.candidate();
    return new Gate(
        candidate.accuracy(),
        candidate.interval().low(),
        candidate.interval().high(),
        candidate.pictures(),
        verdict.active().map(Evaluation::accuracy));
  }

  private static String scores(Verdict verdict) {
    Evaluation candidate = verdict.candidate();
    return String.format(
        Locale.ROOT,
        "accuracy %.4f (95 %% interval %.4f to %.4f) on %d held-out pictures, active version %s",
        candidate.accuracy(),
        candidate.interval().low(),
        candidate.interval().high(),
        candidate.pictures(),
        verdict
            .active()
            .map(active -> String.format(Locale.ROOT, "%.4f", active.accuracy()))
            .orElse("none"));
  }

  private Reply done(String id, Reply.Outcome outcome, String text) {
    return new Reply.Done(id, outcome, text, clock.instant());
  }

  private Reply failed(String id, String reason) {
    return new Reply.Failed(id, reason, clock.instant());
  }
}
