/**
 * A version that is staged as a shadow: loaded beside the active one, it answers a share of the
 * images, and its answers go to a topic of their own. Nothing here may fail a prediction. A sampled
 * image waits 100 ms at most for the shadow's answer; one that is late costs the shadow a pause.
 */
package io.afterimage.stream.shadow;
