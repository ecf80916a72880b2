/**
 * The times of records that others wrote: what processing may rely on, and what is told of them.
 * Knows nothing of what the records hold.
 */
package io.afterimage.stream.timestamps;
