/** Image files on their way into the topic: finding, naming, pacing, sending. */
package io.afterimage.client.images;
