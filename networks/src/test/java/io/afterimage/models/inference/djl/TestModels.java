package io.afterimage.models.inference.djl;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.onnx.Head;
import io.afterimage.networks.onnx.OnnxGraphs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Classifiers with a random head on the shipped weights, and images for them. */
final class TestModels {

  static final Map<String, Tensor> WEIGHTS = KnownBackbone.MOBILENETV2.shippedWeights();

  private TestModels() {}

  static byte[] classifier(int side, int classes) {
    return classifier(KnownBackbone.MOBILENETV2.shippedTable(), side, classes);
  }

  static byte[] classifier(Backbone backbone, int side, int classes) {
    return OnnxGraphs.classifier(
        backbone, WEIGHTS, head(Head.logits(classes)), labels(classes), InputSpec.square(side));
  }

  static List<String> labels(int classes) {
    return IntStream.range(0, classes).mapToObj(i -> "class-" + i).toList();
  }

  static Head head(int logits) {
    Random random = new Random(7);
    return new Head(random(random, 0.05f, logits, 1280), random(random, 1, logits));
  }

  static Tensor random(Random random, float deviation, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * deviation;
    }
    return new Tensor(shape, values);
  }

  /** Noise, each image brighter than the one before. */
  static ByteBuffer images(int n, int side) {
    byte[] bytes = new byte[n * side * side * 3];
    new Random(11).nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      int brightness = i / (side * side * 3) * 128 / n;
      bytes[i] = (byte) ((bytes[i] & 0x7f) + brightness);
    }
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).clear();
  }
}
