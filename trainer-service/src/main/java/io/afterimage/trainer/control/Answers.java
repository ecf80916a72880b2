package io.afterimage.trainer.control;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import java.util.Optional;

/** Where replies go. For one thread. */
public interface Answers {

  /** Publishes a reply and returns when it is committed. */
  void say(Reply reply);

  /** Puts a command on the topic of commands, to come back like any other. */
  void request(Command command);

  /**
   * Publishes the end of a command, with the group's progress in the same transaction.
   *
   * @param reply empty when all was said before
   * @param next the offset from which a successor has to continue
   */
  void conclude(Optional<Reply> reply, long next);

  /**
   * The same of a run, which is recorded in that transaction too, where there is a topic for it.
   *
   * @param end the last reply
   */
  void conclude(Reply end, TrainingRun run, long next);
}
