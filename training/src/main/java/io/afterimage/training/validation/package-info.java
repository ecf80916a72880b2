/**
 * Whether a candidate is good enough: scoring on held-out images, the gate, and the check that the
 * exported file says what training said. Kafka is not known here.
 */
package io.afterimage.training.validation;
