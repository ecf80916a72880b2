/**
 * Labels that look wrong: found by confident learning among out-of-fold probabilities, and kept out
 * of what a head learns. Nothing here changes a label.
 */
package io.afterimage.training.suspects;
