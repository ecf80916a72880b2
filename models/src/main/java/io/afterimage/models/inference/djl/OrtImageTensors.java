package io.afterimage.models.inference.djl;

import io.afterimage.models.inference.ImageTensors;
import io.afterimage.models.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/** A session with any float outputs. */
final class OrtImageTensors implements ImageTensors {

  private final OrtImages session;

  OrtImageTensors(OrtImages session) {
    this.session = session;
  }

  @Override
  public List<Tensor> run(ByteBuffer images, int n) {
    return session.run(
        images,
        n,
        outputs ->
            outputs.stream()
                .map(
                    output ->
                        ImageBatch.tensor(output.toByteBuffer(), output.getShape().getShape()))
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
