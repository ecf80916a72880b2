package io.afterimage.trainer.control;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notes what it is told to do, refuses versions that are named {@code unknown}, and does not reach
 * those that are named {@code far} until told otherwise.
 */
final class FakeWorkshop implements Workshop {

  final List<String> done = new ArrayList<>();
  boolean isFarReached;
  Optional<Active> active = Optional.of(new Active("v2", false));

  @Override
  public void start(Command.Retrain command, boolean resumed) {
    done.add((resumed ? "resume " : "start ") + command.commandId());
  }

  @Override
  public void cancel() {
    done.add("cancel");
  }

  @Override
  public Reply.Outcome promote(Command.Promote command, boolean resumed) {
    done.add("promote " + command.run());
    return new Reply.Published("v2");
  }

  @Override
  public Reply.Outcome approve(Command.Approve command, boolean resumed) {
    requireNear(command.modelVersion());
    done.add("approve " + command.modelVersion() + (resumed ? " again" : ""));
    return new Reply.Published(command.modelVersion());
  }

  @Override
  public void reject(Command.Reject command, boolean resumed) {
    requireNear(command.modelVersion());
    done.add("reject " + command.modelVersion() + (resumed ? " again" : ""));
  }

  @Override
  public void rollBack(Command.RollBack command, boolean resumed) {
    requireNear(command.modelVersion());
    done.add("roll back " + command.modelVersion() + (resumed ? " again" : ""));
  }

  @Override
  public void restore(Command.Restore command, boolean resumed) {
    requireNear(command.modelVersion());
    done.add("restore " + command.modelVersion() + (resumed ? " again" : ""));
  }

  @Override
  public void pin(Command.Pin command, boolean resumed) {
    if (command.modelVersion().equals("unknown")) {
      throw new ModelChangeRefusedException("version unknown is unknown");
    }
    requireNear(command.modelVersion());
    done.add("pin " + command.modelVersion());
  }

  private void requireNear(String version) {
    if (version.equals("far") && !isFarReached) {
      throw new StoreUnavailableException("the log of model events cannot be read");
    }
  }

  @Override
  public void unpin(Command.Unpin command, boolean resumed) {
    done.add("unpin");
  }

  @Override
  public Optional<Active> active() {
    return active;
  }

  @Override
  public String status(Optional<String> running) {
    return "running " + running.orElse("nothing");
  }
}
