package io.afterimage.trainer.training;

/**
 * What the training engine itself says of the held-out pictures at the end: what an exported file
 * has to answer too.
 *
 * @param validation one row per validation picture, in their order
 * @param test one row per test picture
 */
public record HeldOutLogits(float[][] validation, float[][] test) {}
