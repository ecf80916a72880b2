package io.afterimage.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryModelStoreTest {

  @TempDir Path folder;
  private DirectoryModelStore store;

  @BeforeEach
  void open() {
    store = new DirectoryModelStore(folder.resolve("models"));
  }

  @Test
  void shouldGiveBackWhatWasPut() {
    ModelArtifact model = Models.model("v1", 10_000, 1);

    ModelArtifact read = store.get("v1", store.put(model));

    assertThat(read.manifest()).isEqualTo(model.manifest());
    assertThat(read.onnx()).isEqualTo(model.onnx());
  }

  @Test
  void shouldReplaceVersionAndLeaveNothingElseBehind() throws IOException {
    store.put(Models.model("v1", 100, 1));
    ModelArtifact second = Models.model("v1", 200, 2);

    assertThat(store.get("v1", store.put(second)).onnx()).isEqualTo(second.onnx());
    try (var content = Files.list(folder.resolve("models"))) {
      assertThat(content).containsExactly(folder.resolve("models").resolve("v1"));
    }
  }

  @Test
  void shouldFindChangedByte() throws IOException {
    String location = store.put(Models.model("v1", 100, 1));
    Path file = folder.resolve("models/v1/model.onnx");
    byte[] bytes = Files.readAllBytes(file);
    bytes[50] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> store.get("v1", location))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void shouldFindTruncatedMissingAndForeignFiles() throws IOException {
    String location = store.put(Models.model("v1", 100, 1));
    Path file = folder.resolve("models/v1/model.onnx");
    Files.write(file, new byte[99]);
    assertThatThrownBy(() -> store.get("v1", location))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("99 bytes");

    Files.delete(file);
    assertThatThrownBy(() -> store.get("v1", location))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("model.onnx");

    Path manifest = folder.resolve("models/v1/manifest.json");
    String complete = Files.readString(manifest);
    Files.writeString(manifest, complete.replace("\"labels\":[\"cat\",\"dog\"],", ""));
    assertThatThrownBy(() -> store.get("v1", location))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("manifest.json")
        .hasMessageContaining("labels");
  }

  @Test
  void shouldNotTakeOneVersionForAnother() throws IOException {
    store.put(Models.model("v1", 100, 1));
    String location = store.put(Models.model("v2", 100, 2));
    for (String name : new String[] {"model.onnx", "manifest.json"}) {
      Files.write(
          folder.resolve("models/v2").resolve(name),
          Files.readAllBytes(folder.resolve("models/v1").resolve(name)));
    }

    assertThatThrownBy(() -> store.get("v2", location))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("v1")
        .hasMessageContaining("v2");
  }

  @Test
  void shouldRefuseVersionsThatLeaveTheDirectory() {
    assertThatThrownBy(() -> store.put(Models.model("../v1", 100, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'../v1'");
  }

  @Test
  void shouldRefuseLocationOfAnotherStore() {
    assertThatThrownBy(() -> store.get("v1", "model-artifacts/0@12"))
        .hasMessageContaining("model-artifacts/0@12")
        .hasMessageContaining("configure");
  }

  @Test
  void shouldSayUnavailableWhenDirectoryIsGone() {
    assertThatThrownBy(() -> store.get("v1", "directory:v1"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("models");
  }
}
