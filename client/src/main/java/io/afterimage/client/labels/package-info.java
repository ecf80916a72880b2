/** Labels as people have them, in files and folders. Nothing of Kafka is known here. */
package io.afterimage.client.labels;
