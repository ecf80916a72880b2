package io.afterimage.trainer.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFileTest {

  private static final int WIDTH = 3;
  private static final int RECORD = 32 + WIDTH * Float.BYTES + Integer.BYTES;

  private Path path;

  @BeforeEach
  void choose(@TempDir Path folder) {
    path = folder.resolve("features").resolve("base.features");
  }

  private static String digest(int image) {
    return Sha256.of(("image " + image).getBytes(StandardCharsets.UTF_8));
  }

  private FeatureFile fill(int images) {
    FeatureFile file = new FeatureFile(path, WIDTH);
    for (int i = 0; i < images; i++) {
      file.put(digest(i), new float[] {i, -i, 0.5f});
    }
    return file;
  }

  @Test
  void shouldKeepFeaturesOverRestarts() {
    fill(3).close();

    try (FeatureFile file = new FeatureFile(path, WIDTH)) {
      assertThat(file.find(digest(2)).orElseThrow()).containsExactly(2, -2, 0.5f);
      assertThat(file.has(digest(3))).isFalse();
      assertThat(file.find(digest(3))).isEmpty();
    }
  }

  @Test
  void shouldForgetWhatIsDamagedOrCutOff() throws IOException {
    fill(3).close();
    try (RandomAccessFile raw = new RandomAccessFile(path.toFile(), "rw")) {
      raw.seek(RECORD + 40);
      raw.write(raw.read() ^ 1);
      raw.setLength(3 * RECORD - 5);
    }

    try (FeatureFile file = new FeatureFile(path, WIDTH)) {
      assertThat(file.has(digest(0))).isTrue();
      assertThat(file.has(digest(1))).isFalse();
      assertThat(file.has(digest(2))).isFalse();
      file.put(digest(2), new float[] {7, 8, 9});
      assertThat(file.find(digest(2)).orElseThrow()).containsExactly(7, 8, 9);
    }
    try (FeatureFile file = new FeatureFile(path, WIDTH)) {
      assertThat(file.find(digest(2)).orElseThrow()).containsExactly(7, 8, 9);
    }
  }

  @Test
  void shouldShrinkOnceMostOfItIsNotNeeded() throws IOException {
    try (FeatureFile file = fill(1500)) {
      file.retain(List.of(digest(700), digest(5), digest(9999)));

      assertThat(Files.size(path)).isEqualTo(2 * RECORD);
      assertThat(file.find(digest(700)).orElseThrow()).containsExactly(700, -700, 0.5f);
      assertThat(file.has(digest(6))).isFalse();
      file.put(digest(6), new float[] {1, 2, 3});
      assertThat(file.find(digest(6)).orElseThrow()).containsExactly(1, 2, 3);
    }
  }
}
