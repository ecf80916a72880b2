package io.afterimage.training;

/**
 * What augmentation does to one image: first mirrored, then turned about its centre, then shifted.
 *
 * @param mirrored left to right
 * @param angle in radians; positive turns the image's content counter-clockwise
 * @param right how far the content moves to the right, as a share of the width
 * @param down how far it moves down, as a share of the height
 */
record Variation(boolean mirrored, double angle, double right, double down) {}
