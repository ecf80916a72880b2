package io.afterimage.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what the trainer can be told. */
@Command(
    name = "control",
    description = {
      "Tell the trainer what to do, and see what comes of it.",
      "Each command goes to the topic 'control', and its replies come on 'control-replies'; the",
      "trainer that acts takes it up, now or when there is one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage control retrain --reason 'new foxes'",
      "  afterimage control status --json",
      "  afterimage control rollback v3 --reason 'confuses shirts and coats'",
      "",
      "Exit codes: 0 done, 1 refused, failed or rejected by the gate, 3 no answer in time, 130 ended",
      "by Ctrl-C: then the command goes on."
    })
final class ControlCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: control retrain, control status, …");
  }
}
