/** Broker, topics, stream and trainer in one process. */
package io.afterimage.cli.installation;
