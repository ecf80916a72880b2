/** Reading weight files into named tensors. Which layer a tensor belongs to is not known here. */
package io.afterimage.networks.weights;
