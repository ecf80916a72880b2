/**
 * Images that were polled and handed to the classifier before the topology asks for their answers.
 */
package io.afterimage.stream.inflight;
