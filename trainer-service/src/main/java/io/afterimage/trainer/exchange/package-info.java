/** Folders of labelled pictures on their way into the training set, and out of it. */
package io.afterimage.trainer.exchange;
