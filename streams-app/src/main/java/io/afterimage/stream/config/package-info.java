/**
 * The service's configuration as one validated record, and the Kafka Streams properties made of it.
 */
package io.afterimage.stream.config;
