/** Writing topics, as every command does it, and how long their records stay. */
package io.afterimage.client.topics;
