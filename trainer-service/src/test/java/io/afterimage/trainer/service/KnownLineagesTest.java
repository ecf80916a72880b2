package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.Lineage;
import io.afterimage.registry.store.LineageStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class KnownLineagesTest {

  private static final Lineage LINEAGE = new Lineage(Map.of(Lineage.TRAIN, List.of("a")));

  private final Map<String, Lineage> kept = new HashMap<>();
  private final KnownLineages lineages = new KnownLineages(new Counting());
  private int reads;

  @Test
  void shouldReadTheStoreOnceForTheSameModels() {
    kept.put("active", LINEAGE);

    assertThat(lineages.find(Set.of("active", "without"))).isEqualTo(Map.of("active", LINEAGE));
    lineages.put("candidate", LINEAGE);
    assertThat(lineages.find(Set.of("active", "without", "candidate")))
        .containsOnlyKeys("active", "candidate");

    assertThat(reads).isEqualTo(1);
  }

  @Test
  void shouldReadItForAModelThatItWasNotAskedForBefore() {
    lineages.find(Set.of("active"));
    kept.put("next", LINEAGE);

    assertThat(lineages.find(Set.of("active", "next"))).containsOnlyKeys("next");
    assertThat(reads).isEqualTo(2);
  }

  private final class Counting implements LineageStore {
    @Override
    public void put(String sha256, Lineage lineage) {
      kept.put(sha256, lineage);
    }

    @Override
    public void read(BiConsumer<String, Lineage> receiver) {
      reads++;
      kept.forEach(receiver);
    }
  }
}
