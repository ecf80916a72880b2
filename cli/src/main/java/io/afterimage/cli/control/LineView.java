package io.afterimage.cli.control;

import io.afterimage.cli.terminal.Gauge;
import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.cli.terminal.Style;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.control.ControlChannel.Told;
import io.afterimage.client.control.ReplyView;
import io.afterimage.schemas.events.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Human-readable replies: a progress bar for each epoch, and the outcome as text. For one thread.
 */
public final class LineView implements ReplyView {

  private final Terminal terminal;
  private final InstantSource clock;
  private final LiveLine line;
  private Optional<Reply> last = Optional.empty();

  /** Epochs go to standard error, the outcome to standard output. */
  public LineView(Terminal terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.line = new LiveLine(terminal);
  }

  @Override
  public void show(Told told) {
    Reply reply = told.reply();
    last = Optional.of(reply);
    Style style = terminal.style();
    if (reply instanceof Reply.Accepted) {
      line.say("accepted by the trainer");
    } else if (reply instanceof Reply.Progress progress) {
      line.say(EpochBar.after(progress));
    } else {
      line.clear();
      if (reply instanceof Reply.Done done) {
        boolean rejected = done.outcome() instanceof Reply.Rejected;
        terminal.tell(rejected ? style.bad(done.text()) : style.good(done.text()));
      } else if (reply instanceof Reply.Refused refused) {
        terminal.tell(style.bad("refused: " + refused.why()));
      } else if (reply instanceof Reply.Failed failed) {
        terminal.tell(style.bad("failed: " + failed.reason()));
      }
    }
  }

  @Override
  public void tick() {
    if (terminal.live()) {
      last.ifPresent(reply -> line.show(state(reply)));
    }
  }

  @Override
  public void close() {
    line.close();
  }

  private String state(Reply reply) {
    Duration since = Duration.between(reply.at(), clock.instant());
    Duration waited = since.isNegative() ? Duration.ZERO : since;
    return reply instanceof Reply.Progress progress
        ? EpochBar.during(progress, waited)
        : "running for " + Gauge.time(waited.toMillis() / 1e3);
  }
}
