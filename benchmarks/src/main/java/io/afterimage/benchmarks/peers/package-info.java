/** What a good engineer would write instead, run beside the stream. */
package io.afterimage.benchmarks.peers;
