package io.afterimage.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a child's output on an own thread, so that the child never blocks on a full pipe. */
final class ChildOutput {

  private static final Logger LOG = LoggerFactory.getLogger(ChildOutput.class);
  private static final int LINES_KEPT = 30;

  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final Deque<String> tail = new ArrayDeque<>();

  private ChildOutput() {}

  static ChildOutput follow(Process child) {
    ChildOutput output = new ChildOutput();
    Thread reader = new Thread(() -> output.read(child), "broker-output-" + child.pid());
    reader.setDaemon(true);
    reader.start();
    return output;
  }

  /** Waits for the line that names the bootstrap servers. */
  String awaitReady(Duration limit) {
    try {
      return ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new BrokerStartException(
          "the broker process was not ready within %s and said:%n%s".formatted(limit, said()), e);
    } catch (ExecutionException e) {
      throw new BrokerStartException(
          "the broker process ended before it was ready and said:%n%s".formatted(said()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerStartException("interrupted while the broker process was starting", e);
    }
  }

  private void read(Process child) {
    try (BufferedReader lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(Main.READY)) {
          ready.complete(line.substring(Main.READY.length()));
        } else {
          keep(line);
          LOG.atDebug()
              .addKeyValue("pid", child.pid())
              .addKeyValue("line", line)
              .log("broker output");
        }
      }
      ready.completeExceptionally(new IOException("end of output"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  private void keep(String line) {
    synchronized (tail) {
      tail.addLast(line);
      if (tail.size() > LINES_KEPT) {
        tail.removeFirst();
      }
    }
  }

  private String said() {
    synchronized (tail) {
      return tail.isEmpty() ? "nothing" : String.join(System.lineSeparator(), tail);
    }
  }
}
