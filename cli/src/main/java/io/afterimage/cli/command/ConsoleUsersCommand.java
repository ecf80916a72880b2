package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Question;
import io.afterimage.client.CommandFailure;
import io.afterimage.console.access.PasswordHashes;
import io.afterimage.console.access.User;
import io.afterimage.console.access.UserFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Manages the people who may log in to a console. */
@Command(
    name = "users",
    description = "Manage the people who may log in to a console.",
    footerHeading = "%nExample:%n",
    footer = "  afterimage console users add lena --role labeller --file users")
final class ConsoleUsersCommand extends CommandGroup {

  private final CommandContext context;

  ConsoleUsersCommand(CommandContext context) {
    this.context = context;
  }

  @Command(
      name = "add",
      description = {
        "Add a person to a users' file, or give one another role and password.",
        "The password is asked for, and not shown; from a pipe it is the first line. A running",
        "console reads the file by itself, and ends the sessions of whoever has changed.",
        ""
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  afterimage console users add lena --role labeller --file users",
        "  afterimage console -D http.host=0.0.0.0 -D console.users=users"
      })
  void add(
      @Parameters(paramLabel = "NAME", description = "What the person types in to log in.")
          String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description =
                  "viewer looks, labeller gives labels as well, operator also decides about"
                      + " versions and runs.")
          String role,
      @Option(
              names = "--file",
              paramLabel = "FILE",
              required = true,
              description = "The users' file, as console.users names it; made if it is not there.")
          Path file) {
    String password = Question.password(context.terminal(), "Password of " + name);
    try {
      User user = new User(name, User.role(role), PasswordHashes.hash(password));
      boolean replaced = UserFile.put(file, user);
      context.terminal().say("%s %s in %s".formatted(replaced ? "changed" : "added", name, file));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure("cannot write %s: %s".formatted(file, e), e);
    }
  }

  @Command(
      name = "hash",
      description = {
        "Print the hash of a password, for a line of a users' file: name:role:hash.",
        "The password is asked for, and not shown; from a pipe it is the first line.",
        ""
      },
      footerHeading = "%nExamples:%n",
      footer = "  afterimage console users hash")
  void hash() {
    try {
      context
          .terminal()
          .print(PasswordHashes.hash(Question.password(context.terminal(), "Password")));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
