package io.afterimage.model.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.model.CorruptArtifactException;
import io.afterimage.model.ModelArtifact;
import org.junit.jupiter.api.Test;

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
