/** Reading topics, to their end or as they grow. */
package io.afterimage.kafka.records;
