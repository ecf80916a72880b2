package io.afterimage.models.inference.djl;

import ai.djl.ndarray.NDArray;
import io.afterimage.models.inference.GraphOutput;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A session with an output (n, k), and perhaps novelty scores. */
final class OrtImageGraph implements ImageGraph {

  private final OrtImages session;

  OrtImageGraph(OrtImages session) {
    this.session = session;
  }

  @Override
  public float[][] run(ByteBuffer images, int n) {
    return session.run(images, n, outputs -> ImageBatch.rows(tensor(outputs.get(0))));
  }

  @Override
  public GraphOutput outputs(ByteBuffer images, int n) {
    return session.run(
        images,
        n,
        outputs ->
            new GraphOutput(
                ImageBatch.rows(tensor(outputs.get(0))),
                session.parsed().scoresNovelty()
                    ? Optional.of(tensor(outputs.get(1)).values())
                    : Optional.empty()));
  }

  private static Tensor tensor(NDArray output) {
    return ImageBatch.tensor(output.toByteBuffer(), output.getShape().getShape());
  }

  @Override
  public int height() {
    return session.parsed().height();
  }

  @Override
  public int width() {
    return session.parsed().width();
  }

  @Override
  public void close() {
    session.close();
  }
}
