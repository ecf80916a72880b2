/**
 * From encoded bytes to pixels: formats, limits, orientation, colour, scaling. Neither Kafka nor an
 * inference engine is known here.
 */
package io.afterimage.images;
