/**
 * What the stream does to an image event. Pure functions build it; nothing here starts a thread.
 */
package io.afterimage.stream.topology;
