/**
 * What training learns from: labelled images at training size, bounded and balanced, in memory and
 * in the compacted topic that it is rebuilt from.
 */
package io.afterimage.trainer.buffer;
