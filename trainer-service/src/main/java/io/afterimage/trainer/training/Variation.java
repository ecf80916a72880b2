package io.afterimage.trainer.training;

/**
 * What augmentation does to one picture: first mirrored, then turned about its centre.
 *
 * @param mirrored left to right
 * @param angle in radians; positive turns the picture's content counter-clockwise
 */
record Variation(boolean mirrored, double angle) {}
