package io.afterimage.console.why;

import io.afterimage.console.why.ExampleSource.Example;
import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.schemas.events.ImagePointer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The training examples whose features, those that the version's head takes, point most in the
 * direction of an image's (cosine). Features are kept by the base that they were computed with, for
 * the latest base. For one thread.
 */
final class NearestExamples {

  /** Of 1,280 features, 20 MB. */
  static final int MOST = 4_000;

  private static final int BATCH = 16;
  private static final int SHOWN = 8;

  private final ExampleSource examples;
  private final ImageDecoder decoder;
  private final int most;
  private String base = "";
  private Map<ImagePointer, float[]> known = Map.of();

  NearestExamples(ExampleSource examples, ImageDecoder decoder, int most) {
    this.examples = examples;
    this.decoder = decoder;
    this.most = most;
  }

  /**
   * An example like the image.
   *
   * @param similarity the cosine between the features: 1 where they point the same way
   * @param at where it lies in the training set
   */
  record Near(String id, String label, double similarity, ImagePointer at) {}

  /**
   * What was found.
   *
   * @param compared with how many examples
   */
  record Found(List<Near> nearest, int compared) {}

  /**
   * Compares an image with the newest examples.
   *
   * @param identity tells the base of these features from others
   * @param graph gives features
   * @param rgb the image as the graph takes it
   * @param done told after each batch how many examples were compared
   * @param cancelled asked now and then
   * @throws CancellationException when cancelled
   */
  Found find(
      String identity,
      ImageGraph graph,
      InputSpec input,
      byte[] rgb,
      IntConsumer done,
      BooleanSupplier cancelled) {
    Map<ImagePointer, float[]> before = identity.equals(base) ? known : Map.of();
    Map<ImagePointer, float[]> after = new LinkedHashMap<>();
    ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * input.bytesPerImage());
    batch.put(rgb).clear();
    float[] image = unit(graph.run(batch, 1)[0]);
    List<Near> all = new ArrayList<>();
    examples.read(
        most,
        BATCH,
        cancelled,
        some -> {
          for (Map.Entry<Example, float[]> each :
              features(some, before, graph, input, batch).entrySet()) {
            Example example = each.getKey();
            after.put(example.at(), each.getValue());
            all.add(
                new Near(example.id(), example.label(), dot(image, each.getValue()), example.at()));
          }
          done.accept(all.size());
        });
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled");
    }
    base = identity;
    known = after;
    int compared = all.size();
    all.sort(Comparator.comparingDouble(Near::similarity).reversed());
    return new Found(List.copyOf(all.subList(0, Math.min(SHOWN, compared))), compared);
  }

  private Map<Example, float[]> features(
      List<Example> some,
      Map<ImagePointer, float[]> before,
      ImageGraph graph,
      InputSpec input,
      ByteBuffer batch) {
    Map<Example, float[]> features = new LinkedHashMap<>();
    List<Example> open = new ArrayList<>();
    batch.clear();
    for (Example example : some) {
      float[] computed = before.get(example.at());
      if (computed != null) {
        features.put(example, computed);
      } else if (decoder.decode(example.png(), input) instanceof Decoded.Pixels pixels) {
        batch.put(pixels.rgb());
        open.add(example);
      }
    }
    if (!open.isEmpty()) {
      batch.clear();
      float[][] rows = graph.run(batch, open.size());
      for (int i = 0; i < rows.length; i++) {
        features.put(open.get(i), unit(rows[i]));
      }
    }
    return features;
  }

  private static float[] unit(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = length == 0 ? 0 : (float) (vector[i] / length);
    }
    return unit;
  }

  private static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
