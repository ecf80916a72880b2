package io.afterimage.console.live;

import java.util.List;
import java.util.Optional;

/**
 * The header of every page.
 *
 * @param imagesPerSecond predictions of the last ten seconds
 * @param p50Millis half of them were visible within this: from the timestamp of the image's record
 *     to the append of its prediction
 * @param p99Millis 99 % of them were
 * @param lag images that the stream's group has not done; empty until that was read
 * @param lagMillis how long the first of them has waited, where that is known
 * @param version the active version
 * @param labels the first of its labels in order: those that have a colour of their own
 */
record LiveStatus(
    double imagesPerSecond,
    Optional<Long> p50Millis,
    Optional<Long> p99Millis,
    Optional<Long> lag,
    Optional<Long> lagMillis,
    Optional<String> version,
    List<String> labels) {}
