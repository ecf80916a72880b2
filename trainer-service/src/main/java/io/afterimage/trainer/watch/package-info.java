/**
 * What becomes of a version after its promotion: whether labelled images show it to be worse than
 * the version before it.
 */
package io.afterimage.trainer.watch;
