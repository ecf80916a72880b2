package io.afterimage.cli.fetch;

/** Listener for the progress of a transfer, called on the fetching thread. */
@FunctionalInterface
public interface FetchProgress {

  /** Does nothing. */
  FetchProgress NONE = (done, total) -> {};

  /**
   * After each piece.
   *
   * @param done bytes that are there, those of earlier calls included
   * @param total bytes of the whole file; 0 where the server does not say
   */
  void received(long done, long total);
}
