package io.afterimage.training;

/**
 * How well a model does on some images.
 *
 * @param loss the mean cross-entropy, from logits, natural logarithm
 * @param accuracy the share of images whose class is right, 0 to 1
 */
public record Score(double loss, double accuracy) {}
