/** Which topics there are, how each is configured, and how they are created and checked. */
package io.afterimage.kafka.topics;
