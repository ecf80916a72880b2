/**
 * The memory limit of this process, and how it is shared out between heap, workers and the decoding
 * of images. Knows nothing of images or models.
 */
package io.afterimage.images.memory;
