/**
 * The schedule: augmentation, epochs, what learns and what is frozen. Neither Kafka nor an engine
 * is known here.
 */
package io.afterimage.training;
