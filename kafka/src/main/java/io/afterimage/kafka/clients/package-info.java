/** Settings of Kafka's clients, each with what belongs to it, and the names that options become. */
package io.afterimage.kafka.clients;
