/**
 * Kafka's own server from its Maven artefacts, in this process or in a child process. It serves
 * tests, demonstrations and single-machine installations; nothing of Afterimage is known here.
 * Services in child processes beside it are started here too.
 */
package io.afterimage.broker;
