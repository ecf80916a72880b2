package io.afterimage.cli.fetch;

/** Hears how far a transfer is, on the thread that fetches. */
@FunctionalInterface
public interface FetchProgress {

  /** Nobody listens. */
  FetchProgress NONE = (done, total) -> {};

  /**
   * After each piece.
   *
   * @param done bytes that are there, those of earlier calls included
   * @param total bytes of the whole file; 0 where the server does not say
   */
  void received(long done, long total);
}
