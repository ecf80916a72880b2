package io.afterimage.cli.command;

import io.afterimage.config.Range;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Collects which options of a command are out of range, by the names that are typed. */
final class OptionRanges {

  private final CommandSpec command;
  private final List<String> problems = new ArrayList<>();

  /** Of this command's options. */
  OptionRanges(CommandSpec command) {
    this.command = command;
  }

  OptionRanges within(Range allowed, String option, Number value) {
    allowed.check(option, value, problems);
    return this;
  }

  OptionRanges require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
    return this;
  }

  /**
   * To be called at the end.
   *
   * @throws ParameterException naming every option that is out of range, with its value
   */
  void refuse() {
    if (!problems.isEmpty()) {
      throw new ParameterException(command.commandLine(), String.join("; ", problems));
    }
  }
}
