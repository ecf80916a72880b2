package io.afterimage.models.inference.djl;

import io.afterimage.models.inference.PictureTensors;
import io.afterimage.models.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/** A session with any float outputs. */
final class OrtPictureTensors implements PictureTensors {

  private final OrtPictures session;

  OrtPictureTensors(OrtPictures session) {
    this.session = session;
  }

  @Override
  public List<Tensor> run(ByteBuffer pictures, int n) {
    return session.run(
        pictures,
        n,
        outputs ->
            outputs.stream()
                .map(
                    output ->
                        PictureBatch.tensor(output.toByteBuffer(), output.getShape().getShape()))
                .toList());
  }

  @Override
  public List<String> outputs() {
    return session.parsed().outputs();
  }

  @Override
  public void close() {
    session.close();
  }
}
