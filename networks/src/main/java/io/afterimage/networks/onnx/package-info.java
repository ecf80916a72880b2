/**
 * Writing ONNX graphs from a backbone's table, batch norm folded and normalisation inside, and
 * reading back what the engines need to know of them.
 */
package io.afterimage.networks.onnx;
