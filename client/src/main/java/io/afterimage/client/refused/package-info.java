/** Dead letters: what they say and hold, and sending them again once. Knows no image formats. */
package io.afterimage.client.refused;
