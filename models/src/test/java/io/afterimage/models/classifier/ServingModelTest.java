package io.afterimage.models.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.NoveltyThreshold;
import java.util.Optional;
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

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, 1.1f, Float.NaN})
  void shouldRefuseAGraphWhoseNoveltyIsNotBetweenZeroAndOneAndCloseIt(float novelty) {
    FakeGraph graph = new FakeGraph(3);
    graph.novelty = Optional.of(novelty);

    assertThatThrownBy(
            () -> ServingModel.load(FakeModels.artifact("v1"), FakeModels.engine(graph), 4))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("puts out the novelty [" + novelty);
    assertThat(graph.closed).isTrue();
  }

  @Test
  void shouldTellNoveltyByTheThresholdOfTheVersion() {
    Manifest plain = FakeModels.artifact("v1").manifest();
    Manifest judging = plain.withNovelty(Optional.of(new NoveltyThreshold(0.5, 0.05, 100)));

    assertThat(Novelty.of(0.75f, plain)).contains(new Novelty(0.75, Optional.empty()));
    assertThat(Novelty.of(0.75f, judging)).contains(new Novelty(0.75, Optional.of(true)));
    assertThat(Novelty.of(0.5f, judging)).contains(new Novelty(0.5, Optional.of(false)));
    assertThat(Novelty.of(Float.NaN, judging)).isEmpty();
  }
}
