package io.afterimage.models.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingModelTest {

  @Test
  void shouldWarmUpEveryPowerOfTwoUpToTheLargestBatch() {
    FakeGraph graph = new FakeGraph(3);

    ServingModel.load(FakeModels.artifact("v1"), FakeModels.engine(graph), 6);

    assertThat(graph.batches).containsExactly(1, 2, 4, 6);
  }

  @Test
  void shouldRefuseAnArtefactWhoseBytesChanged() {
    ModelArtifact artifact = FakeModels.artifact("v1");
    ModelArtifact changed = new ModelArtifact(artifact.manifest(), new byte[] {'v', '2'});

    assertThatThrownBy(() -> ServingModel.load(changed, FakeModels.engine(new FakeGraph(3)), 4))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void shouldRefuseAGraphWithAnotherNumberOfLabelsAndCloseIt() {
    FakeGraph graph = new FakeGraph(2);

    assertThatThrownBy(
            () -> ServingModel.load(FakeModels.artifact("v1"), FakeModels.engine(graph), 4))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("2 values")
        .hasMessageContaining("3 labels");
    assertThat(graph.closed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(floats = {0.9f, 1.1f, Float.NaN})
  void shouldRefuseAGraphWhoseRowsAreNoProbabilitiesAndCloseIt(float sum) {
    FakeGraph graph = new FakeGraph(3);
    graph.certainty = sum;

    assertThatThrownBy(
            () -> ServingModel.load(FakeModels.artifact("v1"), FakeModels.engine(graph), 4))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("sum " + sum);
    assertThat(graph.closed).isTrue();
  }

  @Test
  void shouldTryAnArtefactAndLetItGo() {
    FakeGraph graph = new FakeGraph(3);

    ServingModel.requireServable(FakeModels.artifact("v1"), FakeModels.engine(graph));

    assertThat(graph.batches).containsExactly(1, 2);
    assertThat(graph.closed).isTrue();
  }

  @Test
  void shouldNotBeLeasedAgainOnceTheLastLeaseEnded() {
    FakeGraph graph = new FakeGraph(3);
    ServingModel model = FakeModels.serving("v1", graph);
    assertThat(model.tryRetain()).isTrue();

    model.release();
    assertThat(graph.closed).isFalse();
    model.release();

    assertThat(graph.closed).isTrue();
    assertThat(model.tryRetain()).isFalse();
  }

  @Test
  void shouldCloseTheGraphWithTheLastLease() {
    FakeGraph graph = new FakeGraph(3);
    ModelSlot slot = new ModelSlot();
    slot.swap(FakeModels.serving("v1", graph));
    ModelSlot.Lease lease = slot.lease();

    slot.close();
    assertThat(graph.closed).isFalse();
    lease.close();

    assertThat(graph.closed).isTrue();
    assertThatThrownBy(slot::lease).hasMessageContaining("no model is active");
  }
}
