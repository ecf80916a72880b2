/**
 * Batches images across threads, runs them through the active model and answers each. Kafka may not
 * be imported here.
 */
package io.afterimage.models.classifier;
