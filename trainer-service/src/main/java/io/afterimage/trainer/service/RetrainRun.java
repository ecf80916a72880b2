package io.afterimage.trainer.service;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.GateReport;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Gate;
import io.afterimage.schemas.events.Reply;
import io.afterimage.trainer.buffer.Consensus;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.ExportParity.BrokenExportException;
import io.afterimage.training.validation.Verdict;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a command to a version, or to the reason why there is none: trains a candidate, verifies its
 * file, has it judged, and publishes it. A resumed run that started on this replica continues from
 * its candidate, if that was finished, or after its last finished epoch, with the examples that it
 * started with. Otherwise it starts over.
 *
 * @param buffer what to learn from
 * @param maker makes the candidate
 * @param examination judges it
 * @param candidates keeps it
 * @param runs keeps what a run needs to be resumed
 * @param versions publishes it
 * @param lineages keeps which examples it was made with
 * @param opponents whom it has to match
 * @param earlier the outcome of the latest run with a fingerprint
 * @param labels records what runs think of labels
 */
record RetrainRun(
    ReplayBuffer buffer,
    CandidateMaker maker,
    Examination examination,
    CandidateFolder candidates,
    RunFolder runs,
    Versions versions,
    LineageStore lineages,
    Opponents opponents,
    Function<String, Optional<Reply.Done>> earlier,
    LabelMetrics labels,
    InstantSource clock) {

  private static final Logger log = LoggerFactory.getLogger(RetrainRun.class);
  private static final String CANCELLED = "cancelled";

  /**
   * Runs on the calling thread.
   *
   * @param progress called after each epoch
   * @throws io.afterimage.kafka.transaction.PublisherFencedException when another trainer has taken
   *     over
   */
  RunResult run(
      Command.Retrain command,
      boolean resumed,
      Consumer<Reply.Progress> progress,
      BooleanSupplier cancelled) {
    String id = command.commandId();
    if (cancelled.getAsBoolean()) {
      return RunResult.without(failed(id, CANCELLED));
    }
    try {
      Optional<ModelArtifact> finished = resumed ? finished(command) : Optional.empty();
      Consensus consensus = examples(id, resumed);
      labels.heldBack(consensus.disputed().size());
      List<Example> examples = consensus.examples();
      Dataset dataset = maker.sets().dataset(examples);
      String fingerprint = fingerprint(command, dataset, examples);
      if (finished.isEmpty()) {
        requireNews(command, fingerprint);
        versions.requireLabels(dataset.labels());
        maker.training().requireRoom(dataset.labels().size(), maker.sets().input());
      }
      Candidate candidate =
          finished.isPresent()
              ? maker.finished(finished.get(), dataset, examples, cancelled)
              : make(command, dataset, examples, progress, cancelled);
      return named(
          dataset,
          fingerprint,
          suspects(candidate) + disputes(consensus),
          conclude(command, candidate, examples, resumed, cancelled));
    } catch (CancellationException e) {
      return RunResult.without(failed(id, CANCELLED));
    } catch (RunRefusedException e) {
      log.atInfo().addKeyValue("run", id).addKeyValue("why", e.getMessage()).log("run refused");
      return RunResult.without(new Reply.Refused(id, e.getMessage(), clock.instant()));
    } catch (DatasetException | ModelChangeRefusedException e) {
      log.atWarn().addKeyValue("run", id).addKeyValue("why", e.getMessage()).log("run failed");
      return RunResult.without(failed(id, e.getMessage()));
    } catch (BrokenExportException
        | CorruptArtifactException
        | StoreUnavailableException
        | IllegalArgumentException e) {
      log.atWarn().setCause(e).addKeyValue("run", id).log("run failed");
      return RunResult.without(failed(id, e.getMessage()));
    }
  }

  /**
   * The candidate of an interrupted attempt. What a refresh knew beside it is gone, so only one
   * that is published need not be made again.
   */
  private Optional<ModelArtifact> finished(Command.Retrain command) {
    return candidates
        .find(command.commandId())
        .filter(found -> !command.isRefresh() || versions.published(found).isPresent());
  }

  private String fingerprint(Command.Retrain command, Dataset dataset, List<Example> examples) {
    Map<String, Example> byId =
        examples.stream().collect(Collectors.toMap(Example::id, Function.identity()));
    return RunInputs.fingerprint(
        dataset, id -> byId.get(id).image().sha256(), maker.identity(command));
  }

  /** The same examples, schedule and start make the same model: training it again tells nothing. */
  private void requireNews(Command.Retrain command, String fingerprint) {
    if (command.force().orElse(false)) {
      return;
    }
    earlier
        .apply(fingerprint)
        .flatMap(this::standing)
        .ifPresent(
            what -> {
              throw new RunRefusedException(
                  "nothing new to learn: with the very same examples and schedule, %s; label more images, change an override, or train anyway with 'afterimage control retrain --force'"
                      .formatted(what));
            });
  }

  private Optional<String> standing(String run, String version) {
    return versions.standing(version).map(words -> "run %s made %s".formatted(run, words));
  }

  /** What an earlier run came to, if the same run would come to the same again. */
  private Optional<String> standing(Reply.Done done) {
    if (done.outcome() instanceof Reply.Published published) {
      return standing(done.commandId(), published.modelVersion());
    } else if (done.outcome() instanceof Reply.Rejected) {
      Optional<Announced> promoted = versions.promoted(done.commandId());
      if (promoted.isPresent()) {
        return standing(done.commandId(), promoted.get().modelVersion());
      }
      boolean sameRival =
          done.active().equals(versions.registry().active().map(Announced::modelVersion));
      return sameRival
          ? Optional.of(
              "run %s made a candidate that was rejected ('afterimage control promote %s' publishes it anyway)"
                  .formatted(done.commandId(), done.commandId()))
          : Optional.empty();
    }
    return Optional.of("run %s made nothing new".formatted(done.commandId()));
  }

  /** What is held back now would not let a run go on that has learned it. */
  private Consensus examples(String id, boolean resumed) {
    Consensus now = buffer.agreed();
    Optional<List<Example>> before =
        resumed ? runs.examples(id, buffer.snapshot()) : Optional.empty();
    if (before.isEmpty()) {
      runs.begin(id, now.examples());
    }
    if (resumed) {
      log.atInfo()
          .addKeyValue("run", id)
          .addKeyValue("examples", before.isPresent() ? "as it began" : "as they are now")
          .log("run resumed");
    }
    return before.map(examples -> new Consensus(examples, now.disputed())).orElse(now);
  }

  private Candidate make(
      Command.Retrain command,
      Dataset dataset,
      List<Example> examples,
      Consumer<Reply.Progress> progress,
      BooleanSupplier cancelled) {
    String id = command.commandId();
    CandidateMaker.Made made =
        maker.make(command, dataset, examples, runs.checkpoints(id), progress, cancelled);
    ModelArtifact model = made.candidate().model();
    lineages.put(model.manifest().sha256(), made.lineage());
    candidates.keep(id, model);
    made.candidate().labels().ifPresent(labels::reviewed);
    return made.candidate();
  }

  /** Includes the classes that are too small to be learned, so that their absence is explained. */
  private RunResult named(Dataset dataset, String fingerprint, String suspects, RunResult end) {
    if (!(end.reply() instanceof Reply.Done done)) {
      return end;
    }
    String leftOut =
        dataset.leftOut().isEmpty()
            ? ""
            : "; left out with fewer than %d images: %s"
                .formatted(maker.sets().minimumPerClass(), ClassSizes.inWords(dataset.leftOut()));
    return new RunResult(
        new Reply.Done(
            done.commandId(),
            done.outcome(),
            done.text() + leftOut + suspects,
            done.active(),
            Optional.of(fingerprint),
            done.at()),
        end.candidate());
  }

  /** How many labels look wrong, and what a person can do. */
  private static String suspects(Candidate candidate) {
    return candidate
        .labels()
        .filter(review -> !review.suspects().isEmpty())
        .map(
            review ->
                "; %s: 'afterimage training-set suspects' lists them".formatted(review.inWords()))
        .orElse("");
  }

  /** How many images are held back, and what a person can do. */
  private static String disputes(Consensus consensus) {
    int count = consensus.disputed().size();
    return count == 0
        ? ""
        : "; %d image%s held back, as sources disagree: 'afterimage training-set disputes' lists them"
            .formatted(count, count == 1 ? "" : "s");
  }

  private RunResult conclude(
      Command.Retrain command,
      Candidate made,
      List<Example> examples,
      boolean resumed,
      BooleanSupplier cancelled) {
    String id = command.commandId();
    ModelArtifact candidate = made.model();
    Optional<Announced> same = versions.published(candidate);
    if (same.isPresent()) {
      String version = same.get().modelVersion();
      boolean byThisRun =
          resumed && same.get().publishedBy().map(publisher(id)::equals).orElse(true);
      return RunResult.of(
          byThisRun
              ? done(id, new Reply.Published(version), "published as " + version)
              : done(
                  id,
                  new Reply.Completed(),
                  "the candidate is version %s, byte for byte: there is nothing to publish"
                      .formatted(version)),
          candidate.manifest());
    }
    Optional<String> withdrawn =
        versions
            .withdrawnTwin(candidate, command.isAutomatic())
            .map(version -> likeness(candidate, version));
    Opponents.Field field = opponents.against(made, examples);
    Examination.Judgement judgement = examination.judge(field, examples, withdrawn);
    Verdict verdict = judgement.verdict();
    ModelArtifact judged = judged(candidate, judgement, field);
    if (verdict instanceof Verdict.Rejected rejected) {
      candidates.keep(id, judged);
      return RunResult.of(rejected(id, rejected, guesses(field)), judged.manifest());
    }
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled before it was published");
    }
    Announced announced =
        versions.publish(
            judged,
            new Provenance(
                Optional.of(gate(verdict)), Optional.of(publisher(id)), command.reason()));
    return RunResult.of(
        done(
            id,
            new Reply.Published(
                announced.modelVersion(),
                Optional.of(verdict.candidate().accuracy()),
                verdict.active().map(Evaluation::accuracy)),
            "published as %s%s, %s%s%s"
                .formatted(
                    announced.modelVersion(),
                    versions.purpose(announced.modelVersion()).map(" "::concat).orElse(""),
                    scores(verdict),
                    remarks(verdict),
                    guesses(field))),
        judged.manifest());
  }

  private static String publisher(String run) {
    return "trainer, run " + run;
  }

  private Reply rejected(String id, Verdict.Rejected verdict, String guesses) {
    log.atInfo().addKeyValue("run", id).addKeyValue("rules", verdict.rules()).log("rejected");
    return done(
        id,
        new Reply.Rejected(
            verdict.candidate().accuracy(), verdict.active().map(Evaluation::accuracy)),
        inWords(verdict) + guesses);
  }

  private static String inWords(Verdict verdict) {
    return verdict instanceof Verdict.Rejected rejected
        ? "rejected, %s: %s%s"
            .formatted(scores(verdict), String.join("; ", rejected.reasons()), remarks(verdict))
        : "passed, " + scores(verdict) + remarks(verdict);
  }

  /**
   * The candidate with the gate's judgement in its manifest, so that it is kept with the version.
   */
  private static ModelArtifact judged(
      ModelArtifact candidate, Examination.Judgement judgement, Opponents.Field field) {
    Manifest manifest = candidate.manifest();
    if (manifest.report().isEmpty() || judgement.candidate().isEmpty()) {
      return candidate;
    }
    Verdict verdict = judgement.verdict();
    GateReport gate =
        new GateReport(
            verdict instanceof Verdict.Promoted,
            inWords(verdict) + guesses(field),
            judgement.candidate().get(),
            field.active().map(Examinee::name),
            judgement.active(),
            judgement.answers());
    return new ModelArtifact(
        manifest.withReport(manifest.report().get().withGate(gate)), candidate.onnx());
  }

  private static String remarks(Verdict verdict) {
    return verdict.remarks().stream().map("; "::concat).collect(Collectors.joining());
  }

  /** Of whom it is not recorded what they learned. */
  private static String guesses(Opponents.Field field) {
    List<String> unknown =
        Stream.of(field.active(), field.best())
            .flatMap(Optional::stream)
            .filter(opponent -> !opponent.learned().isKnown())
            .map(Examinee::name)
            .toList();
    return unknown.isEmpty()
        ? ""
        : "; which images version %s learned is not recorded: those that the trainer keeps for validation and test count, though it may have learned some"
            .formatted(String.join(", ", unknown));
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
        candidate.images(),
        verdict.active().map(Evaluation::accuracy));
  }

  private static String scores(Verdict verdict) {
    Evaluation candidate = verdict.candidate();
    return String.format(
        Locale.ROOT,
        "accuracy %.4f (95 %% interval %.4f to %.4f) on %d held-out images, active version %s",
        candidate.accuracy(),
        candidate.interval().low(),
        candidate.interval().high(),
        candidate.images(),
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
