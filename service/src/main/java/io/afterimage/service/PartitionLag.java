package io.afterimage.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a group is behind in one partition.
 *
 * @param records that lie there and are not done; the ends of transactions count as records where
 *     the age is not known
 * @param oldest how long the first of them has been waiting; zero without any, empty where it could
 *     not be read in time
 * @param unmovedSince since when the group has made no progress although there was something to do
 */
public record PartitionLag(long records, Optional<Duration> oldest, Instant unmovedSince) {}
