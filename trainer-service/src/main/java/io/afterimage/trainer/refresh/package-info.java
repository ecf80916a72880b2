/** Runs that fit only the head: the features that they need are kept from run to run. */
package io.afterimage.trainer.refresh;
