package io.afterimage.service;

/**
 * What a group is to read.
 *
 * @param group the consumer group, a Kafka Streams application's id
 * @param topic the full name of the topic
 */
public record Watched(String group, String topic) {}
