package io.afterimage.console.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What one browser has still to read. Thread-safe; one thread takes from it. */
final class EventQueue {

  /** Ten seconds of one channel at its limit; the bytes are shared among the browsers. */
  private static final int MOST = 200;

  private static final byte[] NOTHING = {};

  private final Set<String> channels;
  private final BlockingQueue<byte[]> frames = new ArrayBlockingQueue<>(MOST);
  private volatile boolean ended;

  /** For channels given as {@code live,runs}. */
  EventQueue(String channels) {
    this.channels =
        Arrays.stream(channels.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  boolean follows(String channel) {
    return channels.contains(channel);
  }

  /** Adds an event; a reader that is too slow for it is given up. */
  void offer(byte[] frame) {
    if (!ended && !frames.offer(frame)) {
      end();
    }
  }

  /** The next event, after waiting for it; nothing when none came or the reading is to end. */
  byte[] next(Duration limit) throws InterruptedException {
    byte[] frame = frames.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    return frame == null || hasEnded() ? NOTHING : frame;
  }

  /** Lets the reader go. */
  void end() {
    ended = true;
    frames.clear();
    var unused = frames.offer(NOTHING);
  }

  /** How many events it holds. */
  int size() {
    return hasEnded() ? 0 : frames.size();
  }

  boolean hasEnded() {
    return ended;
  }
}
