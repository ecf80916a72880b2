package io.afterimage.networks.pretrained;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerGraph;
import io.afterimage.networks.backbone.LayerShape;
import io.afterimage.networks.weights.MalformedWeightsException;
import java.util.Arrays;

/**
 * Brings Keras' arrays to the project's order: {@link Layer#kerasAxes()}, and {@code Flatten} goes
 * pixel by pixel there.
 *
 * @param bgr whether the first convolution takes blue, green, red
 * @param source what error messages call the file
 */
record KerasTensors(LayerGraph layers, boolean bgr, String source) {

  /** One variable of a layer; {@code variable} is its place in Keras' order. */
  Tensor converted(Layer layer, int variable, Tensor array) {
    if (variable > 0 || layer.kerasAxes().isEmpty()) {
      return array;
    }
    int[] axes = layer.kerasAxes().stream().mapToInt(Integer::intValue).toArray();
    Tensor kernel = permuted(required(layer, array, axes.length), axes);
    if (bgr && layers.isFirst(layer)) {
      return channelsReversed(kernel);
    }
    return layers
        .find(layer.inputs().get(0), Layer.Flatten.class)
        .map(flatten -> layers.shape(flatten.input()))
        .map(flattened -> channelByChannel(kernel, flattened))
        .orElse(kernel);
  }

  private static Tensor channelByChannel(Tensor matrix, LayerShape flattened) {
    if (!(flattened instanceof LayerShape.Maps maps) || matrix.shape()[1] != maps.size()) {
      return matrix;
    }
    long[] pixelByPixel = {matrix.shape()[0], maps.height(), maps.width(), maps.channels()};
    Tensor channelByChannel =
        permuted(new Tensor(pixelByPixel, matrix.values()), new int[] {0, 3, 1, 2});
    return new Tensor(matrix.shape(), channelByChannel.values());
  }

  private Tensor required(Layer layer, Tensor array, int dimensions) {
    if (array.shape().length != dimensions) {
      throw new MalformedWeightsException(
          "%s: the kernel of layer %s has shape %s, %d dimensions are needed"
              .formatted(source, layer.name(), Arrays.toString(array.shape()), dimensions));
    }
    return array;
  }

  /** Dimension {@code i} of the result is dimension {@code order[i]} of the tensor. */
  static Tensor permuted(Tensor tensor, int[] order) {
    int rank = order.length;
    long[] shape = new long[rank];
    int[] strides = new int[rank];
    for (int i = 0; i < rank; i++) {
      shape[i] = tensor.shape()[order[i]];
      int stride = 1;
      for (int d = order[i] + 1; d < rank; d++) {
        stride *= (int) tensor.shape()[d];
      }
      strides[i] = stride;
    }
    float[] values = new float[tensor.values().length];
    int[] at = new int[rank];
    int from = 0;
    for (int to = 0; to < values.length; to++) {
      values[to] = tensor.values()[from];
      for (int d = rank - 1; d >= 0; d--) {
        from += strides[d];
        if (++at[d] < shape[d]) {
          break;
        }
        from -= strides[d] * at[d];
        at[d] = 0;
      }
    }
    return new Tensor(shape, values);
  }

  private static Tensor channelsReversed(Tensor kernel) {
    long[] shape = kernel.shape();
    int pixels = (int) (shape[2] * shape[3]);
    int channels = (int) shape[1];
    float[] values = new float[kernel.values().length];
    for (int plane = 0; plane < values.length / pixels; plane++) {
      int reversed = plane / channels * channels + channels - 1 - plane % channels;
      System.arraycopy(kernel.values(), plane * pixels, values, reversed * pixels, pixels);
    }
    return new Tensor(shape, values);
  }
}
