package io.afterimage.console.images;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.Reencoded;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.service.BackgroundThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads what a queue has, on a thread of its own, one original in memory at a time. */
final class ImageLoader {

  private static final Logger log = LoggerFactory.getLogger(ImageLoader.class);

  /** Neighbours in a partition come with one request. */
  private static final int AT_ONCE = 16;

  private static final Duration WAIT = Duration.ofMillis(250);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Supplier<ImageSource> sources;
  private final ImageDecoder decoder;
  private final ImageQueue queue;
  private final BiConsumer<ImageRequest, ShownImage> loaded;

  /**
   * For one thread.
   *
   * @param loaded gets every request that was taken from the queue, once
   */
  ImageLoader(
      Supplier<ImageSource> sources,
      ImageDecoder decoder,
      ImageQueue queue,
      BiConsumer<ImageRequest, ShownImage> loaded) {
    this.sources = sources;
    this.decoder = decoder;
    this.queue = queue;
    this.loaded = loaded;
  }

  /**
   * The thread, to be started and closed by the caller.
   *
   * @param ended told on the thread what ended it
   */
  BackgroundThread thread(String name, Consumer<Throwable> ended) {
    BackgroundThread[] own = new BackgroundThread[1];
    own[0] = new BackgroundThread(name, CLOSE_LIMIT, () -> run(own[0]), ended);
    return own[0];
  }

  private void run(BackgroundThread thread) {
    try {
      while (!thread.isStopping()) {
        follow(thread);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (InterruptException e) {
      log.atDebug().log("interrupted while images were fetched");
    }
  }

  /** Until the thread is to end, or an error leaves the source in an unknown state. */
  private void follow(BackgroundThread thread) throws InterruptedException {
    try (ImageSource source = sources.get()) {
      boolean sound = true;
      while (sound && !thread.isStopping()) {
        List<ImageRequest> requests = queue.take(AT_ONCE, WAIT);
        if (!requests.isEmpty()) {
          sound = load(source, requests);
        }
      }
    }
  }

  /** Answers each request, whatever happens; says whether the source can be used again. */
  private boolean load(ImageSource source, List<ImageRequest> requests) {
    Set<ImageRequest> unanswered = new LinkedHashSet<>(requests);
    Map<ImagePointer, List<ImageRequest>> open =
        requests.stream()
            .collect(
                Collectors.groupingBy(
                    ImageRequest::pointer, Collectors.toCollection(ArrayList::new)));
    try {
      source.fetch(
          List.copyOf(open.keySet()),
          (pointer, fetched) ->
              open.remove(pointer)
                  .forEach(
                      request -> {
                        loaded.accept(request, shown(request, fetched));
                        unanswered.remove(request);
                      }));
    } catch (StoreUnavailableException e) {
      log.atWarn().addKeyValue("fault", e.getMessage()).log("images cannot be fetched");
      fail(unanswered, "the brokers do not answer");
    } catch (InterruptException e) {
      fail(unanswered, "the console ends");
      throw e;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("images could not be loaded");
      fail(unanswered, "the console failed at this");
    } catch (Error e) {
      // Most likely no heap for a large image: its memory is free again.
      log.atError().setCause(e).log("images could not be loaded, starting anew");
      fail(unanswered, "the console failed at this");
      return false;
    }
    return true;
  }

  private void fail(Set<ImageRequest> unanswered, String reason) {
    unanswered.forEach(
        request -> loaded.accept(request, ShownImage.placeholder(503, reason, request.size())));
  }

  private ShownImage shown(ImageRequest request, Fetched fetched) {
    if (fetched instanceof Fetched.Gone gone) {
      return ShownImage.placeholder(410, "no longer there: " + gone.why(), request.size());
    }
    byte[] encoded = ((Fetched.Found) fetched).image();
    boolean another =
        encoded != null
            && request.sha256().filter(sha -> !sha.equals(Sha256.of(encoded))).isPresent();
    if (another) {
      return ShownImage.placeholder(409, "another image lies there by now", request.size());
    }
    Reencoded made = decoder.reencode(encoded, request.size().side());
    if (made instanceof Reencoded.Jpeg jpeg) {
      return ShownImage.of(jpeg.bytes(), jpeg.originalWidth(), jpeg.originalHeight());
    }
    var why = ((Reencoded.Refused) made).why();
    return ShownImage.placeholder(415, why.reason().code() + ": " + why.detail(), request.size());
  }
}
