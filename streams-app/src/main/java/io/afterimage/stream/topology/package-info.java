/**
 * What the stream does to a picture event. Pure functions build it; nothing here starts a thread.
 */
package io.afterimage.stream.topology;
