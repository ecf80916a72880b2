package io.afterimage.cli.command;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.Variable;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * MobileNetV2's shipped weights as Keras 2 publishes its own: layers and their weights listed in
 * attributes, and channels last.
 */
final class KerasMobileNet {

  private static final int[] DEPTHWISE = {2, 3, 0, 1};
  private static final int[] CONVOLUTION = {2, 3, 1, 0};

  private KerasMobileNet() {}

  static Path write(Path file, int size) {
    Map<String, Tensor> weights = KnownBackbone.MOBILENETV2.shippedWeights();
    List<LayerRow> rows =
        KnownBackbone.MOBILENETV2.table(size).rows(size, size).stream()
            .filter(row -> !row.variables().isEmpty())
            .toList();
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute(
          "layer_names", rows.stream().map(row -> row.layer().name()).toArray(String[]::new));
      for (LayerRow row : rows) {
        WritableGroup layer = hdf.putGroup(row.layer().name());
        WritableGroup arrays = layer.putGroup(row.layer().name());
        layer.putAttribute(
            "weight_names",
            row.variables().stream()
                .map(variable -> row.layer().name() + "/" + nameInFile(variable))
                .toArray(String[]::new));
        for (Variable variable : row.variables()) {
          arrays.putDataset(nameInFile(variable), array(row, weights.get(variable.name())));
        }
      }
    }
    return file;
  }

  private static String nameInFile(Variable variable) {
    return variable.name().substring(variable.name().lastIndexOf('.') + 1) + ":0";
  }

  private static Object array(LayerRow row, Tensor tensor) {
    if (tensor.shape().length == 1) {
      return tensor.values();
    }
    int[] order = row.layer() instanceof Layer.DepthwiseConv2D ? DEPTHWISE : CONVOLUTION;
    int[] size = new int[order.length];
    int[] stride = new int[order.length];
    for (int d = 0; d < order.length; d++) {
      size[d] = (int) tensor.shape()[order[d]];
      stride[d] = 1;
      for (int inner = order[d] + 1; inner < order.length; inner++) {
        stride[d] *= (int) tensor.shape()[inner];
      }
    }
    float[][][][] array = new float[size[0]][size[1]][size[2]][size[3]];
    for (int i = 0; i < size[0]; i++) {
      for (int j = 0; j < size[1]; j++) {
        for (int k = 0; k < size[2]; k++) {
          for (int l = 0; l < size[3]; l++) {
            array[i][j][k][l] =
                tensor.values()[i * stride[0] + j * stride[1] + k * stride[2] + l * stride[3]];
          }
        }
      }
    }
    return array;
  }
}
