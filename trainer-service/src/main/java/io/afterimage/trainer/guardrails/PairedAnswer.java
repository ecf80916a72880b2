package io.afterimage.trainer.guardrails;

import java.util.Optional;

/**
 * What two versions say of one image.
 *
 * @param own the label by the version that is judged; empty where its output is no probabilities
 * @param active the label by the version that it is compared with; empty likewise
 * @param ownMillis what running its graph took, per image of the batch
 * @param activeMillis the same of the other
 */
public record PairedAnswer(
    Optional<String> own, Optional<String> active, double ownMillis, double activeMillis) {}
