package io.afterimage.console.why;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Explains answers when somebody asks, one at a time; what is explained is kept. Thread-safe. */
final class Explanations implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Explanations.class);
  private static final int MOST_KEPT = 200;
  private static final int MOST_WAITING = 8;

  private final Explainer explainer;
  private final Cache<Question, Explanation> kept =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).build();
  private final Map<Question, Explanation> open = new ConcurrentHashMap<>();
  private final Set<Question> cancelled = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread thread = new Thread(task, "console-why");
            thread.setDaemon(true);
            return thread;
          });

  Explanations(Explainer explainer) {
    this.explainer = explainer;
  }

  /** What is known by now. */
  Explanation of(Question question) {
    Explanation now = open.get(question);
    if (now != null) {
      return now;
    }
    Explanation known = kept.getIfPresent(question);
    return known == null ? Explanation.in("none", 0) : known;
  }

  /**
   * Begins, unless that is done or under way.
   *
   * @throws RejectedExecutionException when too many wait
   */
  Explanation begin(Question question) {
    Explanation now = of(question);
    if (now.state().equals("done") || !now.isOver()) {
      return now;
    }
    Explanation waiting = Explanation.in("waiting", 0);
    if (open.putIfAbsent(question, waiting) != null) {
      return of(question);
    }
    cancelled.remove(question);
    try {
      worker.execute(() -> explain(question));
    } catch (RejectedExecutionException e) {
      open.remove(question);
      throw e;
    }
    return waiting;
  }

  /** Ends what is under way; harmless where nothing is. */
  Explanation cancel(Question question) {
    if (open.containsKey(question)) {
      cancelled.add(question);
    }
    return of(question);
  }

  private void explain(Question question) {
    Explanation end;
    try {
      end =
          explainer.explain(
              question,
              now -> open.put(question, now),
              () -> cancelled.contains(question) || worker.isShutdown());
    } catch (CancellationException e) {
      end = Explanation.in("cancelled", 0);
    } catch (InterruptException e) {
      end = Explanation.failed("the console ends");
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("image", question.picture())
          .addKeyValue("version", question.version())
          .addKeyValue("fault", e.getMessage())
          .log("an answer could not be explained");
      end = Explanation.failed(String.valueOf(e.getMessage()));
    } catch (Error e) {
      // No heap for the version, or a system that ONNX Runtime does not run on.
      log.atError()
          .setCause(e)
          .addKeyValue("image", question.picture())
          .addKeyValue("version", question.version())
          .log("an answer could not be explained");
      end = Explanation.failed(e.toString());
    }
    if (cancelled.remove(question)) {
      end = Explanation.in("cancelled", 0);
    }
    kept.put(question, end);
    open.remove(question);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
