/** Everything that is known of one image, and why a version answered as it did. */
package io.afterimage.console.detail;
