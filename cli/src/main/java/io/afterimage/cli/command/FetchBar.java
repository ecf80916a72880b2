package io.afterimage.cli.command;

import io.afterimage.cli.fetch.FetchProgress;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import java.util.Optional;

/** Shows a bar for each file that is fetched, one after the other. For one thread. */
final class FetchBar implements AutoCloseable {

  private final Terminal terminal;
  private Optional<Progress> bar = Optional.empty();

  FetchBar(Terminal terminal) {
    this.terminal = terminal;
  }

  FetchProgress of(String file) {
    close();
    return (done, total) -> {
      Progress shown = bar.orElseGet(() -> Progress.start(terminal, file, total, "bytes"));
      bar = Optional.of(shown);
      shown.stepTo(done);
    };
  }

  @Override
  public void close() {
    bar.ifPresent(Progress::close);
    bar = Optional.empty();
  }
}
