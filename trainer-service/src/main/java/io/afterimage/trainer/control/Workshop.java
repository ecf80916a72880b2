package io.afterimage.trainer.control;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import java.util.Optional;

/**
 * What commands act upon. Called by one thread; each call but {@link #start} and {@link #cancel}
 * may take as long as the brokers do.
 *
 * <p>A command may be <em>resumed</em>: begun before, by this or another replica, which did not
 * come to say what came of it. What is done already is then left as it is.
 */
public interface Workshop {

  /** Begins a run and returns at once; its end is told to {@link CommandDesk#ended}. */
  void start(Command.Retrain command, boolean resumed);

  /** Asks the run that was started last to stop; its end is told as any other. */
  void cancel();

  /**
   * Publishes the candidate of an earlier run.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when that makes no sense
   */
  Reply.Outcome promote(Command.Promote command, boolean resumed);

  /**
   * Withdraws a version.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when that makes no sense
   */
  void rollBack(Command.RollBack command, boolean resumed);

  /**
   * Pins a version.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when that makes no sense
   */
  void pin(Command.Pin command, boolean resumed);

  /**
   * Ends the pin.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when that makes no sense
   */
  void unpin(Command.Unpin command, boolean resumed);

  /**
   * A version that answers.
   *
   * @param pinned whether it answers because of a pin
   */
  record Active(String modelVersion, boolean pinned) {}

  /** The version that is active now, where there is one. */
  Optional<Active> active();

  /** How things stand, for people. */
  String status(Optional<String> running);
}
