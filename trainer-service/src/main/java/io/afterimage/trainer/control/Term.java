package io.afterimage.trainer.control;

/** The time for which this replica is the leader. For the thread that polls. */
public interface Term extends AutoCloseable {

  /** The desk that takes the commands. */
  CommandDesk desk();

  /**
   * Called again and again, several times a second.
   *
   * @throws RuntimeException when the term fails: it is then closed, and this replica stands by
   *     until it is elected again
   */
  void tick();

  /** Stops what is in progress, without an outcome, so that a successor resumes it. */
  @Override
  void close();

  /** Begins terms. */
  @FunctionalInterface
  interface Beginning {

    /**
     * Starts a term, which claims again what an earlier one had claimed.
     *
     * @param ledger what was replied so far
     * @param answers where replies go
     */
    Term begin(CommandLedger ledger, Answers answers);
  }
}
