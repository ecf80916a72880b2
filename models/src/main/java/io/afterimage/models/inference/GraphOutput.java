package io.afterimage.models.inference;

import java.util.Optional;

/**
 * What a graph puts out for a batch.
 *
 * @param rows one per image
 * @param novelty one per image, {@link io.afterimage.models.Manifest#NOVELTY_TENSOR}; empty where
 *     the graph has no such output
 */
public record GraphOutput(float[][] rows, Optional<float[]> novelty) {}
