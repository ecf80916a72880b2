/**
 * What people are asked to label, and what they said: views over topics, and the labels that are
 * sent to Kafka. Knows nothing of how images are shown.
 */
package io.afterimage.console.label;
