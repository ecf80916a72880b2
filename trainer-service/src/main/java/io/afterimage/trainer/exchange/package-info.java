/** Folders of labelled images on their way into the training set, and out of it. */
package io.afterimage.trainer.exchange;
