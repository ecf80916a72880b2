/**
 * A version that is staged as a shadow: loaded beside the active one, it answers a share of the
 * images, and its answers go to a topic of their own. Nothing here may fail or delay a prediction.
 */
package io.afterimage.stream.shadow;
