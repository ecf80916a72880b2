package io.afterimage.stream.tracing;

import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/**
 * An image's record, apart from its bytes.
 *
 * @param imageId the image's id
 * @param pointer where it lies
 * @param headers what it came with; left unchanged
 * @param timestamp the record's
 */
public record TracedImage(
    String imageId, ImagePointer pointer, Headers headers, Instant timestamp) {}
