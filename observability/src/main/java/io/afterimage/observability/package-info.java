/**
 * What both services tell of themselves: meters, consumer lag and health over HTTP. What they do is
 * not known here.
 */
package io.afterimage.observability;
