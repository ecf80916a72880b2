/** Labelled images in folders, and which split each belongs to. Kafka may not be imported here. */
package io.afterimage.training.dataset;
