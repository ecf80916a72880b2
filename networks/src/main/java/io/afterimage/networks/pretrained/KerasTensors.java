package io.afterimage.networks.pretrained;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.LayerShape;
import io.afterimage.networks.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings Keras' arrays to the project's order. Keras has channels last: kernels (height, width,
 * inputs, filters), depthwise ones (height, width, channels, 1), dense ones (inputs, units), and
 * {@code Flatten} goes pixel by pixel.
 */
final class KerasTensors {

  private final Map<String, LayerRow> rows = new HashMap<>();
  private final boolean bgr;
  private final String source;

  KerasTensors(List<LayerRow> rows, boolean bgr, String source) {
    rows.forEach(row -> this.rows.put(row.layer().name(), row));
    this.bgr = bgr;
    this.source = source;
  }

  /** One variable of a layer; {@code variable} is its place in Keras' order. */
  Tensor converted(LayerRow row, int variable, Tensor array) {
    if (variable > 0 || row.layer() instanceof Layer.BatchNormalization) {
      return array;
    } else if (row.layer() instanceof Layer.Dense dense) {
      return dense(dense, array);
    } else if (row.layer() instanceof Layer.DepthwiseConv2D) {
      return permuted(required(row, array, 4), new int[] {2, 3, 0, 1});
    }
    Tensor kernel = permuted(required(row, array, 4), new int[] {3, 2, 0, 1});
    Layer input = rows.get(row.layer().inputs().get(0)).layer();
    return bgr && input instanceof Layer.InputLayer ? channelsReversed(kernel) : kernel;
  }

  private Tensor dense(Layer.Dense dense, Tensor array) {
    Tensor matrix = permuted(required(rows.get(dense.name()), array, 2), new int[] {1, 0});
    Layer input = rows.get(dense.input()).layer();
    if (!(input instanceof Layer.Flatten flatten)
        || !(rows.get(flatten.input()).shape() instanceof LayerShape.Maps maps)
        || matrix.shape()[1] != maps.size()) {
      return matrix;
    }
    long[] pixelByPixel = {matrix.shape()[0], maps.height(), maps.width(), maps.channels()};
    Tensor channelByChannel =
        permuted(new Tensor(pixelByPixel, matrix.values()), new int[] {0, 3, 1, 2});
    return new Tensor(matrix.shape(), channelByChannel.values());
  }

  private Tensor required(LayerRow row, Tensor array, int dimensions) {
    if (array.shape().length != dimensions) {
      throw new MalformedWeightsException(
          "%s: the kernel of layer %s has shape %s, %d dimensions are needed"
              .formatted(source, row.layer().name(), Arrays.toString(array.shape()), dimensions));
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
