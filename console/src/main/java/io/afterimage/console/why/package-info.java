/**
 * Why a version answered as it did: what in the image the answer hangs on, and what it resembles.
 */
package io.afterimage.console.why;
