/** Saving the topics that cannot be made again, and writing them back. */
package io.afterimage.client.backup;
