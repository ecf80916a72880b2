/** Reading and writing topics, as every command does it. */
package io.afterimage.client.topics;
