package io.afterimage.trainer.service;

import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.TrainingReport;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.Provenance;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.service.BackgroundThread;
import io.afterimage.service.News;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.control.CommandDesk;
import io.afterimage.trainer.control.CommandLedger;
import io.afterimage.trainer.control.RunDetails;
import io.afterimage.trainer.control.Term;
import io.afterimage.trainer.control.Workshop;
import io.afterimage.trainer.intake.FeedbackIntake;
import io.afterimage.trainer.notifications.Notifications;
import io.afterimage.trainer.requests.LabelRequests;
import io.afterimage.trainer.watch.WatchLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an elected trainer does: takes feedback in, carries out commands, and runs one training at a
 * time on a thread of its own, whose results come back to the polling thread with the next tick.
 */
final class TrainerTerm implements Term, Workshop {

  private static final Logger log = LoggerFactory.getLogger(TrainerTerm.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final FeedbackIntake intake;
  private final Versions versions;
  private final RetrainRun retrain;
  private final RunSettings settings;
  private final AutomaticRuns automatic;
  private final Aftercare aftercare;
  private final Answers answers;
  private final Rollout rollout;
  private final Optional<LabelRequests> requests;
  private final Optional<Notifications> notifications;
  private final RunMetrics metrics;
  private final CommandDesk desk;
  private final Queue<Runnable> results = new ConcurrentLinkedQueue<>();
  private Optional<BackgroundThread> thread = Optional.empty();

  /**
   * Takes over intake, versions, automatic runs, rollout, aftercare, requests and notifications;
   * closes them.
   */
  TrainerTerm(
      FeedbackIntake intake,
      Versions versions,
      RetrainRun retrain,
      RunSettings settings,
      AutomaticRuns automatic,
      Rollout rollout,
      Aftercare aftercare,
      Optional<LabelRequests> requests,
      Optional<Notifications> notifications,
      RunMetrics metrics,
      CommandLedger ledger,
      Answers answers,
      InstantSource clock) {
    this.intake = intake;
    this.versions = versions;
    this.retrain = retrain;
    this.settings = settings;
    this.automatic = automatic;
    this.aftercare = aftercare;
    this.answers = answers;
    this.rollout = rollout;
    this.requests = requests;
    this.notifications = notifications;
    this.metrics = metrics;
    this.desk = new CommandDesk(ledger, this, answers, clock);
  }

  @Override
  public CommandDesk desk() {
    return desk;
  }

  @Override
  public void tick() {
    for (Runnable result = results.poll(); result != null; result = results.poll()) {
      result.run();
    }
    if (intake.ended().isCompletedExceptionally()) {
      intake.ended().join();
    }
    rollout.tick();
    automatic.tick(desk.running().isPresent());
    aftercare.tick(answers);
  }

  @Override
  public void start(Command.Retrain command, boolean resumed) {
    automatic.runBegan(command);
    metrics.began(command);
    News.line()
        .addKeyValue("run", command.commandId())
        .addKeyValue("kind", command.isRefresh() ? "refresh" : "schedule")
        .addKeyValue("why", command.reason().orElse("asked for"))
        .log(resumed ? "run goes on where it was interrupted" : "run began");
    BackgroundThread own =
        new BackgroundThread(
            "trainer-run",
            STOP_LIMIT,
            () -> {
              RunResult outcome = run(command, resumed);
              results.add(() -> end(command, outcome));
            },
            fault ->
                results.add(
                    () -> {
                      throw new CompletionException("the run was interrupted", fault);
                    }));
    thread = Optional.of(own);
    own.start();
  }

  private void end(Command.Retrain command, RunResult end) {
    automatic.runEnded(command);
    metrics.ended(end.reply());
    Optional<Manifest> candidate = end.candidate();
    Optional<TrainingReport> report = candidate.flatMap(Manifest::report);
    desk.ended(
        end.reply(),
        new RunDetails(
            settings.of(command),
            report.map(CandidateFigures::curve).orElse(List.of()),
            report.map(known -> CandidateFigures.of(candidate.orElseThrow(), known))));
    retrain.runs().end(command.commandId());
  }

  private RunResult run(Command.Retrain command, boolean resumed) {
    awaitBuffer();
    return retrain.run(
        command,
        resumed,
        progress -> results.add(() -> desk.progressed(progress)),
        this::isCancelled);
  }

  private boolean isCancelled() {
    return thread.filter(BackgroundThread::isStopping).isPresent();
  }

  private void awaitBuffer() {
    while (!isCancelled()) {
      try {
        intake.filled().get(200, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException notYet) {
        log.atTrace().log("waiting for the replay buffer");
      } catch (ExecutionException | CancellationException e) {
        throw new CompletionException("the replay buffer could not be filled", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void cancel() {
    thread.ifPresent(BackgroundThread::stop);
  }

  @Override
  public Reply.Outcome promote(Command.Promote command, boolean resumed) {
    if (versions.isUnannounced(command.run())) {
      return new Reply.Published(versions.announce(command.run(), command.reason()).modelVersion());
    }
    if (resumed && versions.registry().find(command.run()).isPresent()) {
      return new Reply.Published(command.run());
    }
    ModelArtifact candidate =
        retrain
            .candidates()
            .find(command.run())
            .orElseThrow(
                () ->
                    new ModelChangeRefusedException(
                        "there is no candidate of run %s in %s: it was another trainer's, or is too old; train again"
                            .formatted(command.run(), retrain.candidates().root())));
    Provenance provenance =
        new Provenance(
            Optional.empty(), Optional.of(Versions.promoter(command.run())), command.reason());
    return new Reply.Published(
        versions.promote(command.run(), candidate, provenance, resumed).modelVersion());
  }

  @Override
  public Optional<Active> active() {
    ModelRegistry registry = versions.registry();
    return registry
        .active()
        .map(version -> new Active(version.modelVersion(), registry.pinned().isPresent()));
  }

  @Override
  public Reply.Outcome approve(Command.Approve command, boolean resumed) {
    return new Reply.Published(versions.approve(command, resumed).modelVersion());
  }

  @Override
  public void reject(Command.Reject command, boolean resumed) {
    versions.reject(command, resumed);
  }

  @Override
  public void rollBack(Command.RollBack command, boolean resumed) {
    versions.rollBack(command, resumed);
    if (!WatchLog.isOwn(command)) {
      News.line()
          .addKeyValue("version", command.modelVersion())
          .addKeyValue("why", command.reason().orElse("asked for"))
          .log("version is rolled back");
    }
  }

  @Override
  public void restore(Command.Restore command, boolean resumed) {
    versions.restore(command, resumed);
  }

  @Override
  public void pin(Command.Pin command, boolean resumed) {
    versions.pin(command, resumed);
  }

  @Override
  public void unpin(Command.Unpin command, boolean resumed) {
    versions.unpin(command, resumed);
  }

  @Override
  public String status(Optional<String> running) {
    ModelRegistry registry = versions.registry();
    return "%s; active version %s%s; %s%s%d images in the buffer: %s"
        .formatted(
            running.map(run -> "run " + run + " is in progress").orElse("no run is in progress"),
            registry.active().map(active -> active.modelVersion()).orElse("none"),
            registry.pinned().isPresent() ? " (pinned)" : "",
            aftercare.status().map(text -> text + "; ").orElse(""),
            rollout.status().map(text -> text + "; ").orElse(""),
            retrain.buffer().size(),
            ClassSizes.inWords(retrain.buffer().sizes()));
  }

  @Override
  public void close() {
    thread.ifPresent(BackgroundThread::stop);
    notifications.ifPresent(Notifications::stop);
    automatic.close();
    aftercare.close();
    rollout.close();
    intake.close();
    requests.ifPresent(LabelRequests::close);
    notifications.ifPresent(Notifications::close);
    thread.ifPresent(BackgroundThread::close);
    metrics.leftToSuccessor();
    versions.close();
  }
}
