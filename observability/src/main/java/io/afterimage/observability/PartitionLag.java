package io.afterimage.observability;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a group is behind in one partition.
 *
 * @param records that lie there and are not done
 * @param oldest since when the first of them has been waiting, by its timestamp; zero without any
 * @param unmovedSince since when the group has made no progress although there was something to do
 */
public record PartitionLag(long records, Duration oldest, Instant unmovedSince) {}
