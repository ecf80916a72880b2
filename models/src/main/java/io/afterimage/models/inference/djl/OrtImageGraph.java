package io.afterimage.models.inference.djl;

import ai.djl.ndarray.NDArray;
import io.afterimage.models.inference.ImageGraph;
import java.nio.ByteBuffer;

/** A session with one output (n, k). */
final class OrtImageGraph implements ImageGraph {

  private final OrtImages session;

  OrtImageGraph(OrtImages session) {
    this.session = session;
  }

  @Override
  public float[][] run(ByteBuffer images, int n) {
    return session.run(
        images,
        n,
        outputs -> {
          NDArray output = outputs.get(0);
          return ImageBatch.rows(
              ImageBatch.tensor(output.toByteBuffer(), output.getShape().getShape()));
        });
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
