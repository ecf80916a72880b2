/** Kafka clients, each with the settings that belong to it, and the names that options become. */
package io.afterimage.kafka.clients;
