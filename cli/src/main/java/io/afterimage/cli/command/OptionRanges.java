package io.afterimage.cli.command;

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

  OptionRanges atLeast(String option, int value, int least) {
    return require(value >= least, option, value, least + " or more");
  }

  OptionRanges aboveZero(String option, double value) {
    return require(value > 0 && Double.isFinite(value), option, value, "a number above 0");
  }

  OptionRanges upTo(String option, double value, double most, String of) {
    return require(value >= 0 && value <= most, option, value, "0 to %s %s".formatted(most, of));
  }

  OptionRanges share(String option, double value) {
    return require(value >= 0 && value < 1, option, value, "0 up to, not including, 1");
  }

  OptionRanges require(boolean holds, String option, Object value, String allowed) {
    return require(holds, "%s is %s, allowed is %s".formatted(option, value, allowed));
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
