package io.afterimage.benchmarks.peers;

import java.io.IOException;

/** {@link NaiveStream} as a process of its own, which goes by the environment. */
public final class Main {

  private Main() {}

  /** Runs until it is stopped. */
  public static void main(String[] args) throws IOException {
    NaiveStream.start(System.getenv());
  }
}
