/** Dead letters: what they say, and sending them again once. Knows no image formats. */
package io.afterimage.client.refused;
