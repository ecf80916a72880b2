package io.afterimage.cli.sizing;

import java.time.Duration;
import java.util.Optional;

/**
 * What an installation is to take.
 *
 * @param rate images per second, at the busiest time
 * @param imageBytes the mean size of an encoded image
 * @param classes labels of the model
 * @param retention how long images, predictions and labels are kept
 * @param replicas copies of every topic
 * @param instances of the stream; as many as two cores each make, where it is empty
 */
public record Load(
    double rate,
    long imageBytes,
    int classes,
    Duration retention,
    int replicas,
    Optional<Integer> instances) {}
