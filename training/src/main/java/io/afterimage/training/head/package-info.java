/**
 * A head fitted to convergence on frozen features: multinomial logistic regression, its strength of
 * regularisation and its temperature by cross-validation. Knows no image, no schedule and no
 * engine.
 */
package io.afterimage.training.head;
