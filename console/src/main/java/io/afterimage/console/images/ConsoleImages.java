package io.afterimage.console.images;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.ImageDecoder;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.images.ImageFetcher;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.service.BackgroundThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows images by their pointers: keeps what was encoded in a cache bounded in bytes, and lets few
 * threads load the rest, so that few originals are in memory at a time. The methods are
 * thread-safe.
 */
public final class ConsoleImages implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ConsoleImages.class);

  /** Some thousand thumbnails. */
  private static final long CACHE_BYTES = 48L << 20;

  /** A placeholder may be wrong in a moment; an image that was checked never is. */
  private static final Duration KEEP = Duration.ofMinutes(10);

  private static final int LOADERS = 2;

  /** Several browsers' grids. */
  private static final int MOST_WAITING = 400;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Cache<ImageRequest, ShownImage> cache =
      Caffeine.newBuilder()
          .maximumWeight(CACHE_BYTES)
          .weigher((ImageRequest request, ShownImage image) -> image.bytes().length + 512)
          .expireAfterWrite(KEEP)
          .build();

  private final Map<ImageRequest, CompletableFuture<ShownImage>> waiting =
      new ConcurrentHashMap<>();
  private final ImageQueue queue = new ImageQueue(MOST_WAITING);
  private final List<BackgroundThread> threads = new ArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();

  private ConsoleImages(ImageDecoder decoder, Supplier<ImageSource> sources) {
    IntStream.range(0, LOADERS)
        .forEach(
            number -> {
              ImageLoader loader = new ImageLoader(sources, decoder, queue, this::loaded);
              threads.add(loader.thread("console-images-" + number, this::ended));
            });
  }

  /**
   * Starts.
   *
   * @param decoding as the stream's, so that what it reads is shown
   */
  public static ConsoleImages start(KafkaClients clients, DecoderConfig decoding) {
    return start(decoding.decoder(), () -> new ImageFetcher(clients, LIMIT));
  }

  static ConsoleImages start(ImageDecoder decoder, Supplier<ImageSource> sources) {
    ConsoleImages images = new ConsoleImages(decoder, sources);
    images.threads.forEach(BackgroundThread::start);
    return images;
  }

  /** The image, or a placeholder that says why there is none. Completes on a loader's thread. */
  CompletableFuture<ShownImage> show(ImageRequest request) {
    ShownImage known = cache.getIfPresent(request);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<ShownImage> image = new CompletableFuture<>();
    CompletableFuture<ShownImage> earlier = waiting.putIfAbsent(request, image);
    if (earlier != null) {
      return earlier;
    }
    if (ended.get() == LOADERS) {
      loaded(
          request,
          ShownImage.placeholder(503, "the console loads no images any more", request.size()));
    } else if (!queue.offer(request)) {
      loaded(request, ShownImage.placeholder(503, "too many images are asked for", request.size()));
    }
    return image;
  }

  /** Why images are not shown; empty while they are. */
  public List<String> faults() {
    int gone = ended.get();
    return gone == 0
        ? List.of()
        : List.of(
            "images: %d of %d threads that load them ended by a fault; start the console again"
                .formatted(gone, LOADERS));
  }

  @Override
  public void close() {
    threads.forEach(BackgroundThread::stop);
    threads.forEach(BackgroundThread::close);
    refuse("the console ends");
  }

  private void ended(Throwable fault) {
    log.atError().setCause(fault).log("a thread no longer loads images");
    if (ended.incrementAndGet() == LOADERS) {
      refuse("the console loads no images any more");
    }
  }

  private void refuse(String reason) {
    waiting.forEach(
        (request, image) -> image.complete(ShownImage.placeholder(503, reason, request.size())));
  }

  private void loaded(ImageRequest request, ShownImage image) {
    if (image.status() != 503) {
      cache.put(request, image);
    }
    CompletableFuture<ShownImage> future = waiting.remove(request);
    if (future != null) {
      future.complete(image);
    }
  }
}
