package io.afterimage.stream.tracing;

import io.afterimage.schemas.events.PicturePointer;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/**
 * A picture's record, apart from its bytes.
 *
 * @param imageId the picture's id
 * @param pointer where it lies
 * @param headers what it came with; left as they are
 * @param timestamp the record's
 */
public record TracedPicture(
    String imageId, PicturePointer pointer, Headers headers, Instant timestamp) {}
