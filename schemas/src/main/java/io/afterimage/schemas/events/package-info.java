/**
 * What travels on the topics: events as immutable records, and their JSON form. No Kafka client
 * other than the serde interfaces may be used here.
 */
package io.afterimage.schemas.events;
