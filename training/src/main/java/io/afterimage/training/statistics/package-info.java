/** Distributions that several tests need. Knows nothing of images or models. */
package io.afterimage.training.statistics;
