package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.backup.BackupProgress;
import java.util.Optional;

/** A bar for each topic that is saved or restored, one after the other. */
final class BackupBar implements BackupProgress, AutoCloseable {

  private final Terminal terminal;
  private Optional<Progress> bar = Optional.empty();

  BackupBar(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void begin(String what, long total) {
    close();
    bar = Optional.of(Progress.start(terminal, what, total, ""));
  }

  @Override
  public void at(long done) {
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  @Override
  public void say(String remark) {
    terminal.sayInstead(remark);
  }

  @Override
  public void close() {
    bar.ifPresent(Progress::close);
    bar = Optional.empty();
  }
}
