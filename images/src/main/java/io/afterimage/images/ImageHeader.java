package io.afterimage.images;

/**
 * What an image's structure says before any pixel is decoded.
 *
 * @param width as stored, before the orientation is applied
 * @param height as stored, before the orientation is applied
 * @param codec decodes it
 */
record ImageHeader(int width, int height, Orientation orientation, Codec codec) {}
