package io.afterimage.console.refused;

import io.afterimage.client.refused.RecordContent;
import io.afterimage.schemas.events.ImagePointer;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What dead letters hold, read when somebody asks, for some at once: who asks waits for the
 * brokers, and others need the server's threads. Thread-safe.
 */
final class LetterContents {

  static final int MOST_AT_ONCE = 4;

  private final Function<ImagePointer, Optional<ConsumerRecord<byte[], byte[]>>> reader;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  LetterContents(Function<ImagePointer, Optional<ConsumerRecord<byte[], byte[]>>> reader) {
    this.reader = reader;
  }

  /**
   * Reads one.
   *
   * @throws NotFoundResponse when nothing is there
   * @throws ServiceUnavailableResponse when others are being read
   */
  RecordContent read(ImagePointer place) {
    if (!places.tryAcquire()) {
      throw new ServiceUnavailableResponse(
          "%d other dead letters are being read: try again soon".formatted(MOST_AT_ONCE));
    }
    try {
      return reader
          .apply(place)
          .map(RecordContent::of)
          .orElseThrow(
              () -> new NotFoundResponse("nothing is at %s, or no longer".formatted(place)));
    } finally {
      places.release();
    }
  }
}
