package io.afterimage.client.control;

import io.afterimage.client.control.ControlChannel.Told;
import io.afterimage.schemas.events.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * From a command to its last reply. For one thread.
 *
 * @param channel of that command
 * @param view shows what is replied
 * @param firstReply how long to wait for the first reply: a trainer answers at once
 * @param limit how long to wait for the last one; absent: until it comes
 * @param stopped ends waiting
 */
public record Conversation(
    ControlChannel channel,
    ReplyView view,
    Duration firstReply,
    Optional<Duration> limit,
    BooleanSupplier stopped) {

  /** How waiting ended. */
  public enum End {
    /** With the last reply. */
    ANSWERED,
    /** Without any reply. */
    SILENCE,
    /** Before the last reply. */
    TOO_LATE,
    /** Because it was stopped. */
    STOPPED
  }

  /**
   * How it ended.
   *
   * @param told the last reply, if any
   * @param known whether that was there before the command was sent, so that it was not sent again
   */
  public record Result(End end, Optional<Told> told, boolean known) {}

  /**
   * Sends the command and waits for the replies.
   *
   * @param mayBeKnown whether the id may have been used before: what has ended is only shown again
   */
  public Result hold(Command command, boolean mayBeKnown) {
    List<Told> earlier = mayBeKnown ? channel.earlier() : List.of();
    Optional<Told> over = earlier.stream().filter(Told::isLast).findFirst();
    if (over.isPresent()) {
      view.show(over.get());
      return new Result(End.ANSWERED, over, true);
    }
    earlier.forEach(view::show);
    channel.send(command);
    return hear(!earlier.isEmpty());
  }

  private Result hear(boolean heardBefore) {
    long start = System.nanoTime();
    boolean heard = heardBefore;
    while (!stopped.getAsBoolean()) {
      for (Told told : channel.next()) {
        heard = true;
        view.show(told);
        if (told.isLast()) {
          return new Result(End.ANSWERED, Optional.of(told), false);
        }
      }
      view.tick();
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      boolean tooLate = limit.filter(most -> waited.compareTo(most) >= 0).isPresent();
      if (!heard && (tooLate || waited.compareTo(firstReply) >= 0)) {
        return new Result(End.SILENCE, Optional.empty(), false);
      }
      if (tooLate) {
        return new Result(End.TOO_LATE, Optional.empty(), false);
      }
    }
    return new Result(End.STOPPED, Optional.empty(), false);
  }
}
