/**
 * Records that no processing survives: which they are, whose fault a failure is, and the pointer
 * that answers them. Knows nothing of what is done with the others.
 */
package io.afterimage.stream.faults;
