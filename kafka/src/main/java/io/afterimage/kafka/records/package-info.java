/** Reading topics to their end. */
package io.afterimage.kafka.records;
