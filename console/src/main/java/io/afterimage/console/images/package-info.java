/**
 * Images by their pointers, for browsers: fetched, checked, and encoded anew. Nobody else gives a
 * browser bytes that somebody has sent.
 */
package io.afterimage.console.images;
