package io.afterimage.observability;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Lets what runs come to its end before the virtual machine does, when the process is asked to end:
 * Ctrl-C, SIGTERM, or its terminal closes.
 *
 * <p>A shutdown hook of our own would run beside those of the libraries, and ONNX Runtime's frees
 * what a batch or a session in the making still uses: the process then died of SIGBUS. So these
 * signals are taken from the virtual machine, which is ended only when everything is closed, with
 * the exit code that shells expect: 128 and the signal's number. Thread-safe.
 */
public final class ExitSignals {

  private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
  private static final int BY_SIGNAL = 128;

  private static final Set<Runnable> CLOSINGS = ConcurrentHashMap.newKeySet();
  private static final AtomicBoolean ENDING = new AtomicBoolean();
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private ExitSignals() {}

  /**
   * From now on the process ends by a signal only after this has run, on a thread of its own.
   *
   * @param closing returns when the process may end; what it throws is ignored
   */
  public static void add(Runnable closing) {
    CLOSINGS.add(closing);
    if (TAKEN.compareAndSet(false, true)) {
      NUMBERS.forEach((name, number) -> Signals.register(name, () -> end(BY_SIGNAL + number)));
    }
  }

  /**
   * Takes that back.
   *
   * @return whether it was in time: if not, the closing runs
   */
  public static boolean remove(Runnable closing) {
    CLOSINGS.remove(closing);
    return !isEnding();
  }

  /** Whether a signal has come. */
  public static boolean isEnding() {
    return ENDING.get();
  }

  /** Ends the process with this code, or with that of the signal if one has come; never returns. */
  public static void exit(int code) {
    if (isEnding()) {
      awaitEnd();
    }
    System.exit(code);
  }

  /**
   * On the thread that the virtual machine starts for a signal; a second signal changes nothing.
   */
  private static void end(int code) {
    if (!ENDING.compareAndSet(false, true)) {
      return;
    }
    List<Thread> threads =
        CLOSINGS.stream().map(closing -> new Thread(closing, "stop-signal")).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    System.exit(code);
  }

  private static void awaitEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
