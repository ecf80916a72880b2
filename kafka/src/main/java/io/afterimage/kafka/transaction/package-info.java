/** Records, and the offsets of what they answer, in one transaction. */
package io.afterimage.kafka.transaction;
