package io.afterimage.client.refused;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Sha256;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter whose record stayed where it came from.
 *
 * @param place where the dead letter lies
 * @param origin where its record lies
 * @param sha256 of the record's value, where the dead letter says it
 */
record Reference(ImagePointer place, ImagePointer origin, Optional<String> sha256) {

  static Reference of(ConsumerRecord<byte[], byte[]> letter, ImagePointer origin) {
    return new Reference(
        DeadLetter.place(letter),
        origin,
        DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.SHA256));
  }

  /** Why what was found at the origin is not its record; empty when it is. */
  Optional<String> fault(ConsumerRecord<byte[], byte[]> found) {
    boolean same =
        sha256
            .map(digest -> found.value() != null && digest.equals(Sha256.of(found.value())))
            .orElse(true);
    if (!same) {
      return Optional.of("at %s lies another record by now".formatted(origin));
    }
    return found.value() == null ? Optional.of("it has no value to send") : Optional.empty();
  }

  /** Says that nothing is there. */
  String gone() {
    return "it stayed at %s, which is no longer there".formatted(origin);
  }
}
