/** A stream whose world changes, and how the loop follows. Command lines are not parsed here. */
package io.afterimage.benchmarks.adapt;
