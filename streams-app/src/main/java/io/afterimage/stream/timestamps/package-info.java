/**
 * The times of records that others wrote: what processing may rely on, and what events contain.
 * Knows nothing of what the records hold.
 */
package io.afterimage.stream.timestamps;
