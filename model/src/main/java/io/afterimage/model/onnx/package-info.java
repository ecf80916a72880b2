/** Writing ONNX graphs: batch norm folded, normalisation inside. */
package io.afterimage.model.onnx;
