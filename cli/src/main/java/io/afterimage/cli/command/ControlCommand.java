package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.Approve;
import io.afterimage.schemas.events.Command.Cancel;
import io.afterimage.schemas.events.Command.Pin;
import io.afterimage.schemas.events.Command.Promote;
import io.afterimage.schemas.events.Command.Reject;
import io.afterimage.schemas.events.Command.Restore;
import io.afterimage.schemas.events.Command.RollBack;
import io.afterimage.schemas.events.Command.Status;
import io.afterimage.schemas.events.Command.Unpin;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the trainer can be told; {@code retrain} has a class of its own. */
@Command(
    name = "control",
    description = {
      "Send commands to the trainer and follow their progress.",
      "Each command goes to the topic 'control', and its replies come on 'control-replies'; the",
      "leading trainer carries it out, now or when there is one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage control retrain --reason 'new foxes'",
      "  afterimage control status --json",
      "  afterimage control rollback v3 --reason 'confuses shirts and coats'",
      "  afterimage control approve v4 --reason 'better on shirts, no class is worse'",
      "",
      "Exit codes: 0 done, 1 refused, failed or rejected by the gate, 3 no answer in time, 130"
          + " ended",
      "by Ctrl-C: the command continues."
    })
final class ControlCommand extends CommandGroup {

  private static final String REFUSED = "Exit code 1 when it was refused, with the reason.";

  private final CommandContext context;

  ControlCommand(CommandContext context) {
    this.context = context;
  }

  @Command(
      name = "cancel",
      description = "Cancel the current run, within one batch.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  afterimage control cancel",
        "  afterimage control cancel retrain-7f3a9c21 --reason 'labels are being corrected'",
        "",
        "Exit code 1 when no such run is in progress."
      })
  int cancel(
      @Mixin ControlOptions options,
      @Parameters(
              arity = "0..1",
              paramLabel = "RUN",
              description = "Only if this is the run: the id of its command.")
          Optional<String> run,
      @Mixin ReasonOption why) {
    return send("cancel", options, (id, at) -> new Cancel(id, run, why.reason, at));
  }

  @Command(
      name = "promote",
      description = {
        "Publish a candidate that the gate rejected, or end the trial of a version at once.",
        "The trainer keeps the candidates of its last runs. A version that is a shadow becomes",
        "active, also one that was withdrawn as a shadow."
      },
      footerHeading = "%nExample:%n",
      footer = {
        "  afterimage control promote retrain-7f3a9c21 --reason 'shirts are rare from now on'",
        "  afterimage control promote v4 --reason 'needed today'",
        "",
        "Exit code 1 when there is no such candidate."
      })
  int promote(
      @Mixin ControlOptions options,
      @Parameters(
              paramLabel = "RUN",
              description = "Whose candidate: the id of the run's command, or the version.")
          String run,
      @Option(
              names = {"-r", "--reason"},
              required = true,
              paramLabel = "TEXT",
              description = "Reason for overriding the gate; kept with the command.")
          String reason) {
    return send("promote", options, (id, at) -> new Promote(id, run, Optional.of(reason), at));
  }

  @Command(
      name = "approve",
      description = {
        "Make a version active that waits for approval.",
        "With 'promotion=approve' the trainer lets every version wait that passed the gate, and",
        "its trials where there are some. 'afterimage models' names the one that waits, 'afterimage",
        "models show VERSION' has its figures."
      },
      footerHeading = "%nExample:%n",
      footer = {
        "  afterimage control approve v4 --reason 'better on shirts, no class is worse'",
        "",
        "Exit code 1 when it does not wait for approval, such as when a newer one took its place."
      })
  int approve(
      @Mixin ControlOptions options,
      @Mixin VersionParameter version,
      @Mixin DecisionOptions decision) {
    return send(
        "approve", options, (id, at) -> new Approve(id, version.version, decision.why(), at));
  }

  @Command(
      name = "reject",
      description = {
        "Withdraw a version that waits for approval.",
        "The active version stays, and learning goes on. 'afterimage control promote' makes it",
        "active after all."
      },
      footerHeading = "%nExample:%n",
      footer = {
        "  afterimage control reject v4 --reason 'too few images of coats at the gate'",
        "",
        "Exit code 1 when it does not wait for approval."
      })
  int reject(
      @Mixin ControlOptions options,
      @Mixin VersionParameter version,
      @Mixin DecisionOptions decision) {
    return send("reject", options, (id, at) -> new Reject(id, version.version, decision.why(), at));
  }

  @Command(
      name = "rollback",
      aliases = "withdraw",
      description = {
        "Withdraw a version: the newest other one takes over.",
        "Of a version that is a shadow, this ends the trial."
      },
      footerHeading = "%nExample:%n",
      footer = {
        "  afterimage control rollback v3 --reason 'confuses shirts and coats'",
        "",
        REFUSED
      })
  int rollBack(
      @Mixin ControlOptions options, @Mixin VersionParameter version, @Mixin ReasonOption why) {
    return send("rollback", options, (id, at) -> new RollBack(id, version.version, why.reason, at));
  }

  @Command(
      name = "restore",
      description = {
        "Undo the rollback of a version.",
        "It is active again where it is the newest; pin it where it is not."
      },
      footerHeading = "%nExample:%n",
      footer = {
        "  afterimage control restore v2 --reason 'the labels were wrong, not the model'",
        "",
        REFUSED
      })
  int restore(
      @Mixin ControlOptions options, @Mixin VersionParameter version, @Mixin ReasonOption why) {
    return send("restore", options, (id, at) -> new Restore(id, version.version, why.reason, at));
  }

  @Command(
      name = "pin",
      description = "Keep one version active, whatever is announced, until it is unpinned.",
      footerHeading = "%nExample:%n",
      footer = {"  afterimage control pin v1 --reason 'until the audit is over'", "", REFUSED})
  int pin(@Mixin ControlOptions options, @Mixin VersionParameter version, @Mixin ReasonOption why) {
    return send("pin", options, (id, at) -> new Pin(id, version.version, why.reason, at));
  }

  @Command(
      name = "unpin",
      description = "End the pin: the newest version that was not rolled back is active again.",
      footerHeading = "%nExample:%n",
      footer = {"  afterimage control unpin --reason 'the audit is over'", "", REFUSED})
  int unpin(@Mixin ControlOptions options, @Mixin ReasonOption why) {
    return send("unpin", options, (id, at) -> new Unpin(id, why.reason, at));
  }

  @Command(
      name = "status",
      description = "Show the trainer's status: run, active version, replay buffer.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  afterimage control status",
        "  afterimage control status --timeout 5s || echo 'no trainer answers'",
        "",
        "Exit code 3 when no trainer answers."
      })
  int status(@Mixin ControlOptions options) {
    return send("status", options, Status::new);
  }

  private int send(
      String name,
      ControlOptions options,
      BiFunction<String, Instant, io.afterimage.schemas.events.Command> made) {
    return new ControlSender(context, options, below(name)).send(made);
  }
}
