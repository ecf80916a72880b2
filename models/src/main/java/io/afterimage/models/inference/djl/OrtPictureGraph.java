package io.afterimage.models.inference.djl;

import ai.djl.ndarray.NDArray;
import io.afterimage.models.inference.PictureGraph;
import java.nio.ByteBuffer;

/** A session with one output (n, k). */
final class OrtPictureGraph implements PictureGraph {

  private final OrtPictures session;

  OrtPictureGraph(OrtPictures session) {
    this.session = session;
  }

  @Override
  public float[][] run(ByteBuffer pictures, int n) {
    return session.run(
        pictures,
        n,
        outputs -> {
          NDArray output = outputs.get(0);
          return PictureBatch.rows(
              PictureBatch.tensor(output.toByteBuffer(), output.getShape().getShape()));
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
