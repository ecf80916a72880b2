package io.afterimage.service;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jline.utils.Signals;

/**
 * Lets what runs come to its end before the virtual machine does, when the process is asked to end:
 * Ctrl-C, SIGTERM, or its terminal closes.
 *
 * <p>A shutdown hook of our own would run beside those of the libraries, and ONNX Runtime's frees
 * what a batch or a session in the making still uses: the process then died of SIGBUS. So these
 * signals are taken from the virtual machine, which is ended only when everything is closed, with
 * the exit code that shells expect: 128 and the signal's number.
 *
 * <p>A second Ctrl-C ends the process at once, and nothing is closed, neither by us nor by a
 * library. Thread-safe.
 */
public final class ExitSignals {

  private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
  private static final String CTRL_C = "INT";
  private static final int BY_SIGNAL = 128;

  /** A notice that cannot be written does not hold up the end. */
  private static final long NOTICE_MILLIS = 1_000;

  private static final Set<Closing> CLOSINGS = ConcurrentHashMap.newKeySet();
  private static final AtomicBoolean ENDING = new AtomicBoolean();
  private static final AtomicBoolean HALTING = new AtomicBoolean();
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private ExitSignals() {}

  /** Something that has to come to its end before the process does. Told on other threads. */
  public interface Closing {

    /** Returns when the process may end; what it throws is ignored. */
    void close();

    /** Says what stays behind: the process ends at once, while {@link #close} may still run. */
    void cutShort();
  }

  /** From now on the process ends by a signal only after this is closed. */
  public static void add(Closing closing) {
    CLOSINGS.add(closing);
    if (TAKEN.compareAndSet(false, true)) {
      NUMBERS.forEach(
          (name, number) -> Signals.register(name, () -> end(name, BY_SIGNAL + number)));
    }
  }

  /**
   * Takes that back.
   *
   * @return whether it was in time: if not, it is being closed
   */
  public static boolean remove(Closing closing) {
    CLOSINGS.remove(closing);
    return !isEnding();
  }

  /** Whether a signal has come. */
  public static boolean isEnding() {
    return ENDING.get();
  }

  /**
   * From now on the process ends without running shutdown hooks or unloading libraries: a thread is
   * in native code and does not come back, and it would crash the process.
   */
  public static void haltOnExit() {
    HALTING.set(true);
  }

  /** Ends the process with this code, or with that of the signal if one has come; never returns. */
  public static void exit(int code) {
    if (isEnding()) {
      awaitEnd();
    }
    end(code);
  }

  /** On the thread that the virtual machine starts for each signal. */
  private static void end(String signal, int code) {
    if (ENDING.compareAndSet(false, true)) {
      tell(Closing::close, "stop-signal", 0);
      end(code);
    } else if (signal.equals(CTRL_C)) {
      tell(Closing::cutShort, "stop-notice", NOTICE_MILLIS);
      Runtime.getRuntime().halt(code);
    }
  }

  private static void end(int code) {
    if (HALTING.get()) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  /**
   * Waits for all of them.
   *
   * @param limitMillis for each, 0 for none
   */
  private static void tell(Consumer<Closing> what, String name, long limitMillis) {
    List<Thread> threads =
        CLOSINGS.stream().map(closing -> new Thread(() -> what.accept(closing), name)).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      try {
        thread.join(limitMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void awaitEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
