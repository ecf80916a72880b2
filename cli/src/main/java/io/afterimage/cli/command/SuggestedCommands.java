package io.afterimage.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Commands that lie deeper than where somebody looked: {@code models rollback} for {@code
 * rollback}.
 */
final class SuggestedCommands {

  private SuggestedCommands() {}

  /**
   * The full names of the commands that have the first word that was not known.
   *
   * @return none where the fault is another one
   */
  static List<String> of(ParameterException thrown) {
    if (!(thrown instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    CommandLine root = thrown.getCommandLine();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    collect(root, unmatched.getUnmatched().get(0), found);
    return found;
  }

  private static void collect(CommandLine command, String name, List<String> found) {
    for (Map.Entry<String, CommandLine> each : command.getSubcommands().entrySet()) {
      if (each.getKey().equals(name)) {
        found.add(each.getValue().getCommandSpec().qualifiedName());
      }
      collect(each.getValue(), name, found);
    }
  }
}
