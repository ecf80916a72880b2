package io.afterimage.stream.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, to be closed in reverse order; one failing does not keep the others open. */
final class Resources implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Resources.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public void close() {
    for (AutoCloseable next = pop(); next != null; next = pop()) {
      try {
        next.close();
      } catch (Exception e) {
        log.atWarn()
            .setCause(e)
            .addKeyValue("resource", next.getClass().getSimpleName())
            .log("closing failed");
      }
    }
  }

  private synchronized AutoCloseable pop() {
    return opened.poll();
  }
}
