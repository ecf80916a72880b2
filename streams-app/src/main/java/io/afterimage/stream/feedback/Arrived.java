package io.afterimage.stream.feedback;

/** A value and when it arrived at the join, in milliseconds since the epoch. */
record Arrived<T>(long at, T value) {}
