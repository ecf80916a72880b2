/** Which consumer group a service works in, and whether it is its own. */
package io.afterimage.kafka.groups;
