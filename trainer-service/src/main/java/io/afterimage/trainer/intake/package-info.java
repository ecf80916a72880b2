/**
 * From feedback to training examples: each labelled image is fetched once, scaled, and added to the
 * training set in one transaction with the feedback that asked for it.
 */
package io.afterimage.trainer.intake;
