package io.afterimage.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.LabelReview;
import io.afterimage.models.Lineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageTest {

  private static final String SHA256 = "ab".repeat(32);

  @TempDir private Path folder;

  @Test
  void shouldKeepAHundredThousandIdsInAFewRecords() {
    List<String> ids = IntStream.range(0, 100_000).mapToObj("site-3/cam-7/%d"::formatted).toList();
    Lineage lineage = new Lineage(Map.of("train", ids, "test", List.of("other")));

    byte[] bytes = lineage.write();

    assertThat(bytes.length).isLessThan(2 * KafkaModelStore.Settings.DEFAULT_CHUNK_BYTES);
    assertThat(Lineage.read(bytes)).isEqualTo(lineage);
    assertThat(lineage.size()).isEqualTo(100_001);
    assertThat(lineage.use("site-3/cam-7/99999")).contains("train");
    assertThat(lineage.use("other")).contains("test");
    assertThat(lineage.use("never-seen")).isEmpty();
  }

  @Test
  void shouldFindTheLatestReviewOfLabels() {
    DirectoryLineageStore store = new DirectoryLineageStore(folder);
    assertThat(ReviewedLabels.latest(store)).isEmpty();
    LabelReview earlier = new LabelReview(Instant.EPOCH, 10, 0, List.of());
    LabelReview later =
        new LabelReview(
            Instant.EPOCH.plusSeconds(1),
            10,
            0.2,
            List.of(new LabelReview.Suspect("a", "cat", "dog", 0.75, true)));
    Lineage lineage = new Lineage(Map.of("train", List.of("a", "b")));
    store.put("ab".repeat(32), lineage.withLabels(Optional.of(later)));
    store.put("cd".repeat(32), lineage.withLabels(Optional.of(earlier)));
    store.put("ef".repeat(32), lineage);

    assertThat(ReviewedLabels.latest(store)).contains(new ReviewedLabels("ab".repeat(32), later));
  }

  @Test
  void shouldRefuseWhatIsNoLineage() {
    assertThatThrownBy(() -> Lineage.read(new byte[] {1, 2, 3}))
        .isInstanceOf(Lineage.CorruptLineageException.class);
  }

  @Test
  void shouldKeepLineagesBesideTheVersionsOfADirectoryAndLeaveOutBrokenOnes() throws IOException {
    DirectoryLineageStore store = new DirectoryLineageStore(folder);
    Map<String, Lineage> read = new TreeMap<>();
    store.read(read::put);
    assertThat(read).as("before the first").isEmpty();
    Lineage lineage = new Lineage(Map.of("train", List.of("a", "b")));

    store.put(SHA256, lineage);
    store.put(SHA256, lineage);
    Files.write(folder.resolve(".examples").resolve("cd".repeat(32) + ".json.gz"), new byte[9]);
    store.read(read::put);

    assertThat(read).isEqualTo(Map.of(SHA256, lineage));
  }
}
