/** What a program needs to talk to an installation: where Kafka is, and how it fails. */
package io.afterimage.client;
