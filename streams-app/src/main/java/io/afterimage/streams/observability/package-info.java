/** What an instance tells of itself: metrics and health over HTTP. */
package io.afterimage.streams.observability;
