/** ONNX files as they are served: what is read from them, and what is refused. */
package io.afterimage.models.onnx;
