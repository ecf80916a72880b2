/** Original images, fetched by the pointers that events have. */
package io.afterimage.kafka.images;
