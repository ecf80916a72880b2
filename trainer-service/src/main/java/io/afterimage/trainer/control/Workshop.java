package io.afterimage.trainer.control;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import java.util.Optional;

/**
 * What commands act upon. Called by one thread; each call but {@link #start} and {@link #cancel}
 * may take as long as the brokers do.
 *
 * <p>A command may be <em>resumed</em>: started before, by this or another replica, which did not
 * report its outcome. Work that is already done is then kept.
 */
public interface Workshop {

  /** Starts a run and returns at once; its end is reported to {@link CommandDesk#ended}. */
  void start(Command.Retrain command, boolean resumed);

  /** Asks the run that was started last to stop; its end is reported as usual. */
  void cancel();

  /**
   * Publishes the candidate of an earlier run.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when that makes no sense
   */
  Reply.Outcome promote(Command.Promote command, boolean resumed);

  /**
   * Makes a version active that waits for approval.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when it does not wait
   */
  Reply.Outcome approve(Command.Approve command, boolean resumed);

  /**
   * Withdraws a version that waits for approval.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when it does not wait
   */
  void reject(Command.Reject command, boolean resumed);

  /**
   * Withdraws a version.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when that makes no sense
   */
  void rollBack(Command.RollBack command, boolean resumed);

  /**
   * Takes the withdrawal of a version back.
   *
   * @throws io.afterimage.registry.ModelChangeRefusedException when that makes no sense
   */
  void restore(Command.Restore command, boolean resumed);

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

  /** The version that is active now, if any. */
  Optional<Active> active();

  /** The status, human-readable. */
  String status(Optional<String> running);
}
