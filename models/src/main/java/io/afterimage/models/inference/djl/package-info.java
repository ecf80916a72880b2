/**
 * The engines behind the inference contracts, through DJL. The only package of this module that may
 * import it.
 */
package io.afterimage.models.inference.djl;
