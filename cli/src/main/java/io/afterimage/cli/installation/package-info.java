/** Broker, topics and stream in one process. */
package io.afterimage.cli.installation;
