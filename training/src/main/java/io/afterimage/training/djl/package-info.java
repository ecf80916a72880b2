/**
 * What learns, in MXNet through DJL and in ONNX Runtime. The only package of this module that may
 * import DJL.
 */
package io.afterimage.training.djl;
